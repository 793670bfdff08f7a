"""The sentence network as files: built once from the checked weights, then read in a moment.

Building takes half a minute and 2 GB; reading the files a second and 0.2 GB.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from safetensors.numpy import load

from engine.checksums import sha256
from engine.understanding import eight_bits, mpnet, upper, weights

#: elsewhere where `MODEL_CACHE` says so
CACHE = Path(
    os.environ.get("MODEL_CACHE") or Path(__file__).resolve().parents[2] / "models" / "cache"
)


def network(folder: Path = CACHE) -> Path:
    """Path of the network's file.

    Raises:
        WeightsError: the model's packages are missing or are not the reviewed ones.
        OSError: there is no room for the file.
    """
    path = folder / f"mpnet-{_recipe()}.onnx"
    if not _is_whole(path):
        published = load(weights.read_file(weights.WEIGHTS))
        _write(path, mpnet.build_graph(upper.with_upper_layers(published)))
        _forget_others(folder)
    return path


def vectors(folder: Path = CACHE) -> Path:
    """Path of the file that keeps the examples' vectors under the network of today."""
    return folder / f"vectors-{_recipe()}.npz"


def tokenizer(folder: Path = CACHE) -> Path:
    """Path of the file that cuts texts into the words the network knows. Raises as `network`."""
    path = folder / f"mpnet-{weights.SHA256[weights.TOKENIZER][:12]}.json"
    if not _is_whole(path):
        _write(path, weights.read_file(weights.TOKENIZER))
    return path


def _recipe() -> str:
    """Changes with the weights and with the code that builds the network from them."""
    code = b"".join(Path(module.__file__).read_bytes() for module in (mpnet, eight_bits, upper))
    given = weights.SHA256[weights.WEIGHTS].encode() + upper.FILE.read_bytes()
    return hashlib.sha256(given + code).hexdigest()[:12]


def _is_whole(path: Path) -> bool:
    try:
        expected = path.with_suffix(".sha256").read_text(encoding="ascii").strip()
        return sha256(path) == expected
    except OSError:
        return False


def _write(path: Path, content: bytes) -> None:
    """The checksum goes last: a file without it is not used."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}.new")
    fresh.write_bytes(content)
    fresh.replace(path)
    digest = hashlib.sha256(content).hexdigest()
    path.with_suffix(".sha256").write_text(digest + "\n", encoding="ascii")


def _forget_others(folder: Path) -> None:
    """Networks of earlier recipes: large, and never read again."""
    for old in folder.glob("*.onnx"):
        if old.stem != f"mpnet-{_recipe()}":
            old.unlink(missing_ok=True)
            old.with_suffix(".sha256").unlink(missing_ok=True)
    for old in folder.glob("vectors-*.npz"):
        if old != vectors(folder):
            old.unlink(missing_ok=True)
