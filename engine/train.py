"""`python -m engine.train`: trains a model when what it depends on has changed.

Exit code 0: the model for the present data is in use; 3: the reviewed examples were refused and
the former model stays; 1: training failed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from engine.candidate import FAILED, Candidates, say
from engine.judge import Ask, load_golden
from engine.models import ROOT, model_in_use

KEPT_MODELS = 3


def main(arguments: list[str] | None = None) -> int:
    """Trains if needed; prints the path of the model in use last. Returns the exit code."""
    options = _options(arguments)
    candidates = Candidates(options.models, ROOT, _train, _ask, load_golden())
    started = time.monotonic()
    code = candidates.bring_up_to_date(options.force)
    if candidates.trained:
        prune(options.models)
    if code == FAILED:
        say("Training failed: see the lines above.")
    elif code == 0 and candidates.trained:
        say(f"Trained in {time.monotonic() - started:.0f} s: {model_in_use(options.models)}")
    return code


def prune(models: Path) -> None:
    """Removes models older than the last few; a running engine has its own in memory."""
    by_age = sorted(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in by_age[KEPT_MODELS:]:
        old.unlink()


def _train(model: Path, extra: Sequence[Path]) -> bool:
    # Late: importing Rasa takes seconds, and most runs find nothing to train.
    from engine.log_filter import install
    from engine.quiet import quieten

    quieten()
    install()
    import rasa.model_training

    install()
    result = rasa.model_training.train(
        domain=str(ROOT / "domain.yml"),
        config=str(ROOT / "config.yml"),
        training_files=[str(ROOT / "data"), *map(str, extra)],
        output=str(model.parent),
        fixed_model_name=model.name,
        force_training=True,
    )
    return result.code == 0 and model.is_file()


def _ask(model: Path) -> Ask:
    def ask(texts: Sequence[str]) -> list[dict[str, object]]:
        from engine.parse import parse
        from engine.quiet import quieten

        quieten()
        return list(parse(model, ({"text": text} for text in texts)))

    return ask


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m engine.train", description=__doc__)
    parser.add_argument("--models", type=Path, default=ROOT / "models", help="folder of models")
    parser.add_argument("--force", action="store_true", help="train even if nothing changed")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
