"""The table that brings what people write to one form: every rule has an example that needs it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from benchmarks.booking_dates import NOWS
from frontdesk.booking import written
from frontdesk.booking.rewriting import FILE, Rule, load_rules, rewrites
from frontdesk.booking.time_words import plain
from frontdesk.booking.times import understand
from frontdesk.booking.wanted import Wanted
from frontdesk.yaml_file import FileError

_RULES = load_rules(FILE)
_TYPED = [r for group in _RULES.as_typed.values() for r in group]
_LATER = [r for group in _RULES.in_plain_words.values() for r in group]
_ZONE = ZoneInfo("America/Chicago")
_BROKEN = """words: {{hard: nuts}}
as_typed:
  thumbed:
  - pattern: '{pattern}'
    new: '{new}'
    says: a
    {last}
in_plain_words: {{}}
"""


def _understood(text: str) -> list[Wanted | None]:
    nows = (datetime.fromisoformat(at).astimezone(_ZONE) for at in NOWS)
    return [understand(text, now, _ZONE) for now in nows]


@pytest.mark.parametrize("rule", [*_TYPED, *_LATER], ids=lambda r: r.says)
def test_a_rule_reads_its_example_as_it_says(rule: Rule) -> None:
    """In its plain form, which is what phrases are matched in."""
    assert plain(rule.says) == rule.reads


@pytest.mark.parametrize("stage, place, rule", [
    *((0, place, rule) for place, rule in enumerate(_TYPED)),
    *((1, place, rule) for place, rule in enumerate(_LATER)),
], ids=lambda value: value.says if isinstance(value, Rule) else None)
def test_no_rule_is_there_for_nothing(
    stage: int, place: int, rule: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it its example would be understood as something else."""
    tables = list(rewrites())
    tables[stage] = (*tables[stage][:place], *tables[stage][place + 1 :])
    before = _understood(rule.says)
    monkeypatch.setattr(written, "rewrites", lambda: tuple(tables))
    assert _understood(rule.says) != before


@pytest.mark.parametrize("pattern, new, last, line, key, why", [
    ("a", "b", "reads: a\n    red: b", 8, "as_typed.thumbed.0.red", "unknown key"),
    ("a", "b", "read: a", 4, "as_typed.thumbed.0.reads", "Field required"),
    ("(a", "b", "reads: a", 4, "as_typed.thumbed.0.pattern", "missing ), unterminated"),
    ("<soft>", "b", "reads: a", 4, "as_typed.thumbed.0.pattern", "no word soft"),
    ("(a)", r"\2", "reads: a", 4, "as_typed.thumbed.0.pattern", "has no group 2"),
])
def test_a_rule_that_can_not_be_used_is_named(
    pattern: str, new: str, last: str, line: int, key: str, why: str, tmp_path: Path
) -> None:
    """By file, line and key."""
    file = tmp_path / "written.yml"
    file.write_text(_BROKEN.format(pattern=pattern, new=new, last=last))
    with pytest.raises(FileError) as error:
        load_rules(file)
    fault = error.value
    assert (fault.file, fault.line, fault.key) == (file, line, key)
    assert fault.why.startswith(why)
