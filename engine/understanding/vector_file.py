"""Vectors of the examples, kept from one training to the next: only new examples are encoded.

Encoding 20,000 examples takes more than a minute on two cores, reading their vectors a second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

Encode = Callable[[Sequence[str]], np.ndarray]


def with_vectors_kept(encode: Encode, texts: Sequence[str], path: Path) -> np.ndarray:
    """What `encode` gives for the texts, from the file where it is there; rewrites the file.

    Half precision: no less is understood, and the first training sees what the next one will.
    """
    kept = _read(path)
    keys = [_key(text) for text in texts]
    fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
    if fresh:
        vectors = encode(list(fresh.values())).astype(np.float16)
        kept.update(zip(fresh, vectors, strict=True))
        _write(path, {key: kept[key] for key in keys})
    return np.array([kept[key] for key in keys], dtype=np.float32)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]


def _read(path: Path) -> dict[bytes, np.ndarray]:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            keys, vectors = arrays["keys"], arrays["vectors"]
    except (OSError, ValueError, KeyError, BadZipFile):
        return {}
    return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}


def _write(path: Path, kept: dict[bytes, np.ndarray]) -> None:
    """A file that cannot be written costs the next training its two minutes, nothing more."""
    keys = np.frombuffer(b"".join(kept), dtype=np.uint8).reshape(len(kept), -1)
    fresh = path.with_suffix(".new.npz")
    try:
        np.savez(fresh, keys=keys, vectors=np.stack(list(kept.values())))
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
