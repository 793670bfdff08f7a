"""A wording as it is said, and what may be wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from frontdesk.answers.model import PLACEHOLDER, Entry, Wording


@dataclass(frozen=True)
class Problem:
    """Something wrong, where it stands, and which rule says so."""

    file: Path
    line: int
    rule: str
    key: str
    message: str


@dataclass(frozen=True)
class Said:
    """One wording of an entry; `line` is where its text begins."""

    entry: Entry
    wording: Wording
    line: int
    values: Mapping[str, str]

    @property
    def raw(self) -> str:
        """The text as it is written."""
        return self.wording.text

    @property
    def text(self) -> str:
        """The text as it is said; a placeholder nobody knows keeps its name."""
        return PLACEHOLDER.sub(lambda m: self.values.get(m[1], m[1]), self.raw)

    @property
    def channel(self) -> str:
        """`web` or `sms`."""
        return self.wording.channel or "web"

    def problem(self, rule: str, message: str, where: re.Match[str] | None = None) -> Problem:
        """A problem of this wording, at the line of a match in its text."""
        before = where.string[: where.start()].count("\n") if where else 0
        line = self.line + min(before, self.raw.count("\n"))
        return Problem(self.entry.file, line, rule, self.entry.key, message)
