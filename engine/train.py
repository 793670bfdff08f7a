"""`python -m engine.train`: trains a model when what it depends on has changed."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from engine.checksums import ModelRefused, check, record
from engine.training_inputs import training_hash

ROOT = Path(__file__).resolve().parent.parent
KEPT_MODELS = 3


def model_path(models: Path, root: Path = ROOT) -> Path:
    """Where the model for the present training data lies, or will lie."""
    return models / f"{training_hash(root)}.tar.gz"


def main(arguments: list[str] | None = None) -> int:
    """Trains if needed; prints the model's path last. Returns the exit code."""
    options = _options(arguments)
    model = model_path(options.models)
    if not options.force and _is_good(model):
        say(f"The model is up to date: {model}")
        return 0
    started = time.monotonic()
    say("Training the model: reading the examples, two to four minutes ...")
    if not _train(model):
        say("Training failed: see the lines above.")
        return 1
    prune(model.parent)
    record(model)
    say(f"Trained in {time.monotonic() - started:.0f} s: {model}")
    return 0


def prune(models: Path) -> None:
    """Removes models older than the last few; a running engine has its own in memory."""
    by_age = sorted(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in by_age[KEPT_MODELS:]:
        old.unlink()


def say(line: str) -> None:
    """One line of progress."""
    print(line, flush=True)


def _train(model: Path) -> bool:
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
        training_files=[str(ROOT / "data")],
        output=str(model.parent),
        fixed_model_name=model.name,
        force_training=True,
    )
    return result.code == 0 and model.is_file()


def _is_good(model: Path) -> bool:
    try:
        check(model)
    except ModelRefused:
        return False
    return True


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m engine.train", description=__doc__)
    parser.add_argument("--models", type=Path, default=ROOT / "models", help="folder of models")
    parser.add_argument("--force", action="store_true", help="train even if nothing changed")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
