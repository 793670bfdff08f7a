"""Examples that staff reviewed in the console: read from `DATA_DIR`, given to training.

The desk writes the file, one JSON object a line: `{"text", "intent", "reviewed_at"}`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

FILE = "reviewed_examples.jsonl"
KEYS = frozenset({"text", "intent", "reviewed_at"})
#: Entity markup and `${...}`, which Rasa's reader would obey, and control characters.
_MARKUP = {ord(c): " " for c in "[]{}"} | dict.fromkeys((*range(32), *range(127, 160)), " ")


class ReviewedRefused(ValueError):
    """A line that cannot be taken in; names file, line and key, never the text."""


@dataclass(frozen=True)
class Reviewed:
    """One line of the file.

    Attributes:
        intent: `faq/<key>` or another intent that has examples.
        line: number in the file, from 1.
    """

    text: str
    intent: str
    reviewed_at: str
    line: int

    @property
    def digest(self) -> str:
        """Tells one example from another without keeping its words."""
        return hashlib.sha256(f"{self.intent}\n{self.text}".encode()).hexdigest()[:16]

    def __str__(self) -> str:
        return f"line {self.line} ({self.intent}, reviewed {self.reviewed_at})"


def data_dir(root: Path) -> Path:
    """`DATA_DIR`, or `var/` in the project."""
    return Path(os.environ.get("DATA_DIR") or root / "var").resolve()


def reviewed_bytes(root: Path) -> bytes:
    """The file as it is; empty where there is none."""
    try:
        return (data_dir(root) / FILE).read_bytes()
    except FileNotFoundError:
        return b""


def read_reviewed(content: bytes, intents: Collection[str]) -> tuple[Reviewed, ...]:
    """Every example of the file.

    Raises:
        ReviewedRefused: at the first line that is malformed or has an intent not in `intents`.
    """
    try:
        lines = content.decode().split("\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ReviewedRefused(f"{FILE}:{line}: not UTF-8") from None
    return tuple(
        _example(line, n, intents) for n, line in enumerate(lines, start=1) if line.strip()
    )


def intents_of(root: Path) -> frozenset[str]:
    """Every intent that has examples in `data/nlu`."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: set[str] = set()
    for path in sorted((root / "data" / "nlu").rglob("*.yml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=loader) or {}
        found |= {item["intent"] for item in content.get("nlu") or () if "intent" in item}
    return frozenset(found)


def write_training_file(examples: Collection[Reviewed], folder: Path) -> Path:
    """The examples as a file that Rasa reads beside `data/`."""
    lines = ['version: "3.1"', "nlu:"]
    for one in examples:
        text = " ".join(one.text.translate(_MARKUP).split())
        if text:
            # A JSON string is a YAML string, whatever people type.
            lines += [f"- intent: {one.intent}", "  examples:", f"  - text: {json.dumps(text)}"]
    path = folder / "reviewed.yml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _example(line: str, number: int, intents: Collection[str]) -> Reviewed:
    row = _row(line, number)
    for key in ("text", "intent", "reviewed_at"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise _refused(number, key, "must be there, and text")
    for key in sorted(set(row) - KEYS):
        raise _refused(number, key, "is not known here")
    if row["intent"] not in intents:
        raise _refused(number, "intent", f"there is no {row['intent'][:80]!r} in data/nlu")
    try:
        datetime.fromisoformat(row["reviewed_at"])
    except ValueError:
        raise _refused(number, "reviewed_at", "must be a time in ISO 8601") from None
    return Reviewed(row["text"], row["intent"], row["reviewed_at"], number)


def _row(line: str, number: int) -> dict[str, object]:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        raise ReviewedRefused(f"{FILE}:{number}: not a JSON object")
    return row


def _refused(line: int, key: str, why: str) -> ReviewedRefused:
    return ReviewedRefused(f"{FILE}:{line}: {key}: {why}")
