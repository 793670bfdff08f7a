"""Hashes of the engine's own files, for caches that must notice a change."""

from __future__ import annotations

import hashlib
from pathlib import Path

HERE = Path(__file__).resolve().parent


def source_hash(*names: str) -> str:
    """SHA-256 over files of this package, named from its folder."""
    digest = hashlib.sha256()
    for name in names:
        digest.update(name.encode())
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()
