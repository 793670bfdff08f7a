"""Commands that let anyone judge the parts: flag, parse, answers."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from frontdesk import clock
from frontdesk.cli.lines import BadLine, read_lines, write_lines
from frontdesk.safety import (
    Asked,
    Context,
    Earlier,
    Finding,
    Rules,
    SafetyInput,
    load_rules,
    standing,
)
from frontdesk.safety.thread import WINDOW
from frontdesk.settings import ROOT


def add_to(commands: Any) -> None:
    """Add these commands."""
    commands.add_parser("flag", help="danger signs in a text (JSON lines)").set_defaults(run=_flag)
    commands.add_parser("parse", help="what a text asks (JSON lines)").set_defaults(run=_parse)
    answers = commands.add_parser("answers", help="check the approved answers")
    answers.add_argument("verb", choices=["lint"])
    answers.set_defaults(run=_lint)


def _flag(_options: argparse.Namespace) -> None:
    rules = load_rules()
    write_lines({**row, "findings": _findings(row, rules)} for row in read_lines(sys.stdin))


def _findings(row: Mapping[str, Any], rules: Rules) -> list[dict[str, Any]]:
    """The findings of the last 24 hours that stand after the last text."""
    texts = row.get("texts", [row.get("text")])
    if not isinstance(texts, list) or not texts or not all(isinstance(t, str) for t in texts):
        raise BadLine("each line needs a text, or texts that follow each other")
    times = _times(row.get("times"), len(texts))
    asked = row.get("asked")
    last = len(texts) - 1
    context = _context(row.get("context") or {})
    said = tuple(Earlier(t, at) for t, at in zip(texts, times))
    read = [
        SafetyInput(
            text=texts[n],
            at=times[n],
            earlier=said[:n],
            asked=Asked(asked, times[n] - timedelta(seconds=30)) if asked and n == last else None,
            context=context,
        )
        for n in range(len(texts))
        if times[last] - times[n] <= WINDOW
    ]
    assessment = standing(read, rules)
    return [_row(finding, texts) for finding in assessment.findings]


def _times(given: Any, count: int) -> list[datetime]:
    if given is None:
        now = clock.now()
        return [now - timedelta(minutes=count - 1 - n) for n in range(count)]
    try:
        times = [datetime.fromisoformat(t) for t in given]
    except (TypeError, ValueError) as error:
        raise BadLine("times are written in ISO 8601 with a zone") from error
    if len(times) != count or any(t.tzinfo is None for t in times):
        raise BadLine("times: one for each text, each with a zone")
    return times


def _context(given: Any) -> Context:
    try:
        return Context(**given)
    except TypeError as error:
        known = ", ".join(Context.__dataclass_fields__)
        raise BadLine(f"context may hold {known}") from error


def _row(finding: Finding, texts: list[str]) -> dict[str, Any]:
    held = finding.assertion
    return {
        "category": finding.category,
        "tier": finding.tier,
        "rule": finding.rule,
        "evidence": [
            {"text": e.text, "message": e.message, "start": e.start, "end": e.end}
            for e in finding.evidence
        ],
        "assertion": {
            "polarity": held.polarity,
            "time": held.time,
            "experiencer": held.experiencer,
        },
    }


def _parse(_options: argparse.Namespace) -> int:
    """What a text asks; `red_flag` when safety fires. Starts one child in the engine's house."""
    rules = load_rules()
    engine = ROOT / ".venv-engine" / "bin" / "python"
    child = subprocess.Popen(
        [str(engine), "-m", "engine.parse"],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    stdin, stdout = child.stdin, child.stdout
    if stdin is None or stdout is None:
        raise RuntimeError("the child has no pipes")
    import json

    def parsed() -> Iterator[dict[str, Any]]:
        for row in read_lines(sys.stdin):
            if not isinstance(row.get("text"), str):
                raise BadLine("each line needs a text")
            print(json.dumps(row), file=stdin, flush=True)
            answer = json.loads(stdout.readline())
            if _findings({"text": row["text"]}, rules):
                answer.update(
                    intent="red_flag", confidence=1.0, answer=None, choices=[], intents=["red_flag"]
                )
            yield answer

    write_lines(parsed())
    stdin.close()
    return child.wait()


def _lint(_options: argparse.Namespace) -> int:
    from frontdesk.answers import lint
    from frontdesk.clinic import load_clinic
    from frontdesk.clinic.spoken import values
    from frontdesk.settings import settings

    has = settings()
    problems = lint(sorted(has.responses_dir.glob("*.yml")), values(load_clinic(has.clinic_file)))
    for problem in problems:
        print(f"{problem.file}:{problem.line}: {problem.rule}: {problem.key}: {problem.message}")
    return 1 if problems else 0
