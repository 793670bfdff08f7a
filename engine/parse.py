"""`python -m engine.parse`: JSON lines `{"text": ...}` in, what was understood out."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from engine.checksums import ModelRefused, check
from engine.log_filter import install
from engine.models import ROOT, model_in_use
from engine.quiet import quieten

FIELDS = ("language", "intent", "confidence", "answer", "choices", "intents")


def main(arguments: list[str] | None = None) -> int:
    """Reads stdin to its end. Returns the exit code: 2 when there is no model."""
    parser = argparse.ArgumentParser(prog="python -m engine.parse", description=__doc__)
    parser.add_argument("--model", type=Path, help="model; the one in use if absent")
    model = (parser.parse_args(arguments).model or model_in_use(ROOT / "models")).resolve()
    try:
        check(model)
    except ModelRefused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    quieten()
    install()
    os.chdir(ROOT)
    for understood in parse(model, (json.loads(line) for line in sys.stdin if line.strip())):
        print(json.dumps(understood, ensure_ascii=False), flush=True)
    return 0


def parse(model: Path, requests: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What the model makes of each request; `metadata` may be given as the desk gives it."""
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    from engine.bodies import plain_text

    agent = Agent.load(str(model))
    install()
    processor = agent.processor
    assert processor is not None
    for request in requests:
        text = request.get("text") or ""
        message = UserMessage(plain_text(text), metadata=request.get("metadata") or {})
        parsed = asyncio.run(processor.parse_message(message))["understanding"]
        yield {"text": text, **{field: parsed[field] for field in FIELDS}}


if __name__ == "__main__":
    sys.exit(main())
