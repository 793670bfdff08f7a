"""What `config.yml` and a trained model hold of understanding."""

from __future__ import annotations

import tarfile
import tempfile
from pathlib import Path, PurePosixPath

import yaml

from engine.understanding.decide import Thresholds
from engine.understanding.head import CatalogueHead
from engine.understanding.head_file import read_head

CONFIG = Path(__file__).resolve().parent.parent / "config.yml"
COMPONENTS = "engine.components."
PARTS = ("head.npz", "head.json")


def settings_of(ending: str, config: Path = CONFIG) -> dict[str, float]:
    """The settings of the one component of ours whose name ends so, without its name."""
    pipeline = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
    (found,) = (c for c in pipeline if c["name"].startswith(COMPONENTS)
                and c["name"].endswith(ending))  # fmt: skip
    return {key: value for key, value in found.items() if key != "name"}


def configured_limits() -> Thresholds:
    """The least probabilities of `config.yml`."""
    return Thresholds(**settings_of("Decision"))


def head_of(model: Path) -> CatalogueHead:
    """The classifier inside a model that our training wrote.

    Raises:
        KeyError: the model holds none.
    """
    with tempfile.TemporaryDirectory() as folder, tarfile.open(model) as archive:
        for member in archive.getmembers():
            name = PurePosixPath(member.name).name
            if name in PARTS:
                content = archive.extractfile(member)
                assert content is not None
                (Path(folder) / name).write_bytes(content.read())
        if not (Path(folder) / PARTS[0]).is_file():
            raise KeyError(f"{model} holds no classifier of ours")
        return read_head(Path(folder))
