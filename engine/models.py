"""Which model is in use: the one for the present data, or the last that was judged good."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from engine.checksums import ModelRefused, check
from engine.reviewed import Reviewed, reviewed_bytes
from engine.training_inputs import training_hash

ROOT = Path(__file__).resolve().parent.parent
FILE = "in_use.json"


@dataclass(frozen=True)
class InUse:
    """The model that passed last, in `models/in_use.json`.

    Attributes:
        base: hash of the project it was trained from, reviewed examples left out.
        model: its file name.
        reviewed: digests of the reviewed examples it was trained on.
        refused: hash of the data refused since, with the lines that say why.
    """

    base: str
    model: str
    reviewed: tuple[str, ...] = ()
    refused: dict[str, list[str]] = field(default_factory=dict)

    def new_among(self, examples: Iterable[Reviewed]) -> list[Reviewed]:
        """Those it was not trained on."""
        return [e for e in examples if e.digest not in self.reviewed]


def model_path(models: Path, root: Path = ROOT) -> Path:
    """Where the model for the present data lies, or will lie."""
    return models / f"{training_hash(root, reviewed_bytes(root))}.tar.gz"


def plain_path(models: Path, root: Path = ROOT) -> Path:
    """The same, without reviewed examples."""
    return models / f"{training_hash(root)}.tar.gz"


def model_in_use(models: Path, root: Path = ROOT) -> Path:
    """The model to load.

    What staff review while the house runs changes the data, not the model: until a training
    took it in, the former one stays, as long as it is of the same project.
    """
    present = model_path(models, root)
    for model in (present, _kept(models, root), plain_path(models, root)):
        if model is not None and is_good(model):
            return model
    return present


def in_use(models: Path, root: Path = ROOT) -> InUse | None:
    """What passed last for this very project; None where nothing has, or it is gone."""
    try:
        row = json.loads((models / FILE).read_text(encoding="utf-8"))
        known = InUse(row["base"], row["model"], tuple(row["reviewed"]), dict(row["refused"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    good = known.base == training_hash(root) and is_good(models / known.model)
    return known if good else None


def note_in_use(models: Path, known: InUse) -> None:
    """Writes what is in use."""
    draft = models / f"{FILE}.new"
    draft.write_text(json.dumps(asdict(known), indent=2) + "\n", encoding="utf-8")
    draft.replace(models / FILE)


def note_refused(models: Path, known: InUse, candidate: str, why: list[str]) -> None:
    """Remembers why the present data was refused, so that no start trains it again."""
    note_in_use(models, replace(known, refused={candidate: why}))


def is_good(model: Path) -> bool:
    """Whether our training wrote this file."""
    try:
        check(model)
    except ModelRefused:
        return False
    return True


def _kept(models: Path, root: Path) -> Path | None:
    known = in_use(models, root)
    return models / known.model if known else None
