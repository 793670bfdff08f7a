"""Keeping a trained head in a folder: numbers in one file, the rest in another, no pickles."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from engine.understanding.head import CatalogueHead, HeadSettings

KERNEL = ("examples", "pull", "weights", "prior")
HALF = ("examples", "weights")  # big, and no less right with half the digits


def write_head(head: CatalogueHead, folder: Path) -> None:
    """Writes a trained head into a folder, before it reads its first text."""
    arrays = {n: getattr(head.kernel, n).astype(_digits(n)) for n in KERNEL}
    arrays |= {"truth": head.kernel.truth}
    arrays |= {"center": head.directions.center, "axes": head.directions.axes}
    arrays |= {"words": head.ngrams.words.idf_, "letters": head.ngrams.letters.idf_}
    np.savez(folder / "head.npz", **arrays)
    about = {
        "settings": asdict(head.settings),
        "names": head.names,
        "sharpness": head.sharpness,
        "vocabulary": sorted(head.vocabulary),
        "words": list(head.ngrams.words.get_feature_names_out()),
        "letters": list(head.ngrams.letters.get_feature_names_out()),
    }
    (folder / "head.json").write_text(json.dumps(about), encoding="utf-8")


def read_head(folder: Path) -> CatalogueHead:
    """Reads a head back. Raises `OSError` or `ValueError` when the folder does not hold one."""
    about = json.loads((folder / "head.json").read_text(encoding="utf-8"))
    head = CatalogueHead(HeadSettings(**about["settings"]))
    head.names, head.sharpness = about["names"], about["sharpness"]
    head.vocabulary = frozenset(about["vocabulary"])
    with np.load(folder / "head.npz", allow_pickle=False) as arrays:
        head.kernel.truth = arrays["truth"]
        head.directions.center, head.directions.axes = arrays["center"], arrays["axes"]
        for name in KERNEL:
            # Row by row: n-grams times weights would copy them at every message otherwise.
            setattr(head.kernel, name, np.ascontiguousarray(arrays[name], dtype=np.float32))
        _restore(head.ngrams.words, about["words"], arrays["words"])
        _restore(head.ngrams.letters, about["letters"], arrays["letters"])
    return head


def _digits(name: str) -> type:
    return np.float16 if name in HALF else np.float32


def _restore(vectorizer: TfidfVectorizer, features: list[str], idf: np.ndarray) -> None:
    """Gives a vectorizer the features it had learnt, in their order, and their weights."""
    vectorizer.vocabulary_ = {feature: place for place, feature in enumerate(features)}
    vectorizer.idf_ = idf.astype(np.float32)
