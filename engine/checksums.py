"""Models by checksum: only what our own training wrote is ever loaded."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

FILE = "checksums.json"


class ModelRefused(RuntimeError):
    """A model that is missing, or that our training did not write; says which and why."""


def sha256(path: Path) -> str:
    """The checksum of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def record(model: Path) -> None:
    """Writes the model's checksum beside it and forgets models that are gone."""
    known = {name: digest for name, digest in _read(model.parent).items()
             if (model.parent / name).is_file()}  # fmt: skip
    known[model.name] = sha256(model)
    target = model.parent / FILE
    fresh = target.with_suffix(".new")
    fresh.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    fresh.replace(target)


def check(model: Path) -> None:
    """Lets a recorded model pass. Raises `ModelRefused` for any other."""
    if not model.is_file():
        raise ModelRefused(f"There is no model at {model}. Run: python -m engine.train")
    recorded = _read(model.parent).get(model.name)
    if recorded is None:
        raise ModelRefused(f"{model} is not listed in {model.parent / FILE}: it is not loaded.")
    if recorded != sha256(model):
        raise ModelRefused(f"{model} was changed since it was trained: it is not loaded.")


def _read(folder: Path) -> dict[str, str]:
    try:
        return json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
