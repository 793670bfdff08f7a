"""From reviewed examples to a model in use: trained aside, judged, then put in place or refused."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from engine.checksums import record
from engine.judge import Ask, Golden, fallen
from engine.models import (
    InUse,
    in_use,
    is_good,
    model_path,
    note_in_use,
    note_refused,
    plain_path,
)
from engine.reviewed import (
    Reviewed,
    ReviewedRefused,
    intents_of,
    read_reviewed,
    reviewed_bytes,
    write_training_file,
)
from engine.training_inputs import training_hash

REFUSED = 3
FAILED = 1

#: (where the model is to lie, files to train on beside `data/`) -> whether it does
Train = Callable[[Path, Sequence[Path]], bool]


class Candidates:
    """Brings the model in use up to date with the data."""

    def __init__(
        self, models: Path, root: Path, train: Train, ask: Callable[[Path], Ask], golden: Golden
    ) -> None:
        """`train` trains and `ask` loads a model: Rasa's part, given from outside."""
        self._models = models
        self._root = root
        self._train = train
        self._ask = ask
        self._golden = golden
        self.trained = False

    def bring_up_to_date(self, force: bool = False) -> int:
        """Trains and judges where needed. Returns 0, `REFUSED` or `FAILED`."""
        model, known = model_path(self._models, self._root), in_use(self._models, self._root)
        before = known.refused.get(model.stem) if known else None
        if known and before and not force:
            return self._stay(known, before, "were refused before")
        try:
            examples = read_reviewed(reviewed_bytes(self._root), intents_of(self._root))
        except ReviewedRefused as refusal:
            return self._refuse(model, [str(refusal)])
        if not force and is_good(model):
            self._put_in_use(model, examples)
            say(f"The model is up to date: {model}")
            return 0
        return self._trained(model, examples)

    def _trained(self, model: Path, examples: Sequence[Reviewed]) -> int:
        """A model without reviewed examples is the project's own: `make test` judges it."""
        candidate = self._models / "candidate" / model.name
        if not self._make(candidate, examples):
            return FAILED
        if examples and (why := self._worse(candidate, examples)):
            candidate.unlink()
            return self._refuse(model, why)
        candidate.replace(model)
        record(model)
        self._put_in_use(model, examples)
        return 0

    def _make(self, model: Path, examples: Sequence[Reviewed]) -> bool:
        say("Training the model: reading the examples, two to four minutes ...")
        if examples:
            say(f"{len(examples)} reviewed examples are among them.")
        self.trained = True
        model.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            extra = [write_training_file(examples, Path(folder))] if examples else []
            return self._train(model, extra)

    def _worse(self, candidate: Path, examples: Sequence[Reviewed]) -> list[str]:
        """What fell, and the reviewed examples that came in since; empty: nothing did."""
        say("Asking it the golden questions ...")
        known = in_use(self._models, self._root)
        former = self._ask(self._models / known.model) if known else None
        fell = fallen(self._golden, self._ask(candidate), former)
        if not fell:
            return []
        since = known.new_among(examples) if known else examples
        return fell + [f"reviewed since the model in use: {example}" for example in since]

    def _refuse(self, model: Path, why: list[str]) -> int:
        known = in_use(self._models, self._root) or self._plain()
        if known is None:
            return FAILED
        note_refused(self._models, known, model.stem, why)
        return self._stay(known, why, "are refused")

    def _plain(self) -> InUse | None:
        """The project's own model: used where nothing that was judged is there to go back to."""
        model = plain_path(self._models, self._root)
        if is_good(model):
            return self._put_in_use(model, ())
        return None if self._trained(model, ()) else in_use(self._models, self._root)

    def _stay(self, known: InUse, why: Sequence[str], what: str) -> int:
        say(f"The reviewed examples {what}:")
        for line in why:
            say(f"  {line}")
        say(f"The former model stays in use: {self._models / known.model}")
        say("Choose another meaning for them in the console, or try again with --force.")
        return REFUSED

    def _put_in_use(self, model: Path, examples: Sequence[Reviewed]) -> InUse:
        digests = tuple(e.digest for e in examples)
        known = InUse(training_hash(self._root), model.name, digests)
        note_in_use(self._models, known)
        return known


def say(line: str) -> None:
    """One line of progress."""
    print(line, flush=True)
