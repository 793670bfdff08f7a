"""`docs/benchmarks.md`, from what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from frontdesk.settings import ROOT

FILE = ROOT / "docs" / "benchmarks.md"
_INTRODUCTION = """# Benchmarks

Written by `make bench`. The baseline is Rasa {rasa} as `rasa init` sets it up, trained on the same
examples, rules and domain, and served by Rasa's own REST channel in memory: it keeps no transcript,
no safety layer looks at its messages and no browser waits for its replies. Ours are measured from
a visitor's socket: from the message sent to the reply in the browser, two commits of the store
in between. Questions are those of `tests/nlu`, no two alike.
"""


@dataclass(frozen=True)
class Row:
    """One line of the table; `ours` and `theirs` in `unit`, `bar` the ratio to reach."""

    what: str
    ours: float
    theirs: float | None
    unit: str
    bar: str

    def cells(self) -> tuple[str, ...]:
        """What the table shows."""
        theirs = f"{self.theirs:,.6g} {self.unit}" if self.theirs is not None else ""
        ratio = f"{self.ours / self.theirs:.2f} x" if self.theirs else ""
        return self.what, f"{self.ours:,.6g} {self.unit}", theirs, ratio, self.bar


def write(
    about: Mapping[str, str],
    rows: Sequence[Row],
    notes: Sequence[str],
    printed: Mapping[str, str],
    file: Path = FILE,
) -> None:
    """Writes the page.

    Args:
        about: the machine and the versions.
        notes: sentences below the table.
        printed: what other benchmarks printed, by their command.
    """
    lines = [_INTRODUCTION.format(rasa=about["Rasa"])]
    lines += [", ".join(f"{name}: {value}" for name, value in about.items()), ""]
    lines += ["| what | ours | Rasa's default | ratio | to reach |", "|---|---|---|---|---|"]
    lines += [f"| {' | '.join(row.cells())} |" for row in rows]
    lines += ["", *(f"- {note}" for note in notes), ""]
    for command, text in printed.items():
        lines += [f"## `{command}`", "", "```", text.strip(), "```", ""]
    file.write_text("\n".join(lines), encoding="utf-8")
