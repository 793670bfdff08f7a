"""Models by checksum: only what the training of this very installation wrote is ever loaded.

A model is code as good as any: whoever can put a file into the folder of models must not be able
to have it run. So the list of checksums is signed with a key that lies outside that folder; a
folder that came from elsewhere, list and all, is refused, and `make setup` trains anew.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from contextlib import suppress
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
    """Writes the model's checksum beside it, signed, and forgets models that are gone."""
    key = _made(key_file(model.parent))
    known = {name: kept for name, kept in _read(model.parent).items()
             if (model.parent / name).is_file()}  # fmt: skip
    digest = sha256(model)
    known[model.name] = {"sha256": digest, "signed": _signed(key, model.name, digest)}
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
    if not _is_ours(model, recorded):
        raise ModelRefused(
            f"{model} was not recorded by the training of this installation: it is not loaded. "
            "Run: python -m engine.train"
        )
    if recorded["sha256"] != sha256(model):
        raise ModelRefused(f"{model} was changed since it was trained: it is not loaded.")


def key_file(models: Path) -> Path:
    """Where the key lies: `MODEL_KEY_FILE`, or `.setup/model_key` beside the folder of models."""
    given = os.environ.get("MODEL_KEY_FILE", "")
    return Path(given) if given else models.resolve().parent / ".setup" / "model_key"


def _is_ours(model: Path, recorded: dict[str, str]) -> bool:
    try:
        key = key_file(model.parent).read_bytes()
    except OSError:
        return False
    expected = _signed(key, model.name, recorded["sha256"])
    return hmac.compare_digest(recorded["signed"].encode(), expected.encode())


def _signed(key: bytes, name: str, digest: str) -> str:
    return hmac.new(key, f"{name}\n{digest}".encode(), hashlib.sha256).hexdigest()


def _made(path: Path) -> bytes:
    """The key; made where there is none. Of two that make one at once, the first decides."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    try:
        draft.write_text(secrets.token_urlsafe(32))
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    return path.read_bytes()


def _read(folder: Path) -> dict[str, dict[str, str]]:
    """The entries that have the form of ours."""
    try:
        listed = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return {name: kept for name, kept in listed.items() if _fits(kept)}
    except (OSError, ValueError, AttributeError):
        return {}


def _fits(kept: object) -> bool:
    return isinstance(kept, dict) and all(
        isinstance(kept.get(name), str) for name in ("sha256", "signed")
    )
