"""What a model depends on, as one hash; the wording of responses is not part of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import yaml

#: Code that ends up in a model or decides how it is trained.
CODE = ("components/*.py", "understanding/*.py", "understanding/*.yml",
        "understanding/*.safetensors", "policies.py", "rasa_terms.py")  # fmt: skip
DATA = ("data/nlu", "data/rules", "data/stories")
ROOT_FILES = ("config.yml", "domain.yml")
HERE = Path(__file__).resolve().parent


def training_hash(root: Path, reviewed: bytes = b"") -> str:
    """Sixteen hexadecimal digits that change when a new model must be trained.

    Args:
        reviewed: what staff reviewed, as it stands in its file.
    """
    digest = hashlib.sha256()
    for path in _files(root):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    for key in sorted(_response_keys(root / "data" / "responses")):
        digest.update(key.encode())
    digest.update(reviewed)
    return digest.hexdigest()[:16]


def _files(root: Path) -> Iterator[Path]:
    yield from (root / name for name in ROOT_FILES)
    for folder in DATA:
        yield from sorted((root / folder).rglob("*.yml"))
    for pattern in CODE:
        yield from sorted(HERE.glob(pattern))


def _response_keys(folder: Path) -> Iterator[str]:
    """Keys only: a new answer needs training, a new wording does not."""
    for path in sorted(folder.glob("*.yml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader) or {}
        yield from content.get("responses") or {}


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
