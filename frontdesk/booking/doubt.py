"""Whether a long answer may have been misread, so that what was understood is asked back.

Of strangers' answers of nine words and more one in six is misread, of shorter ones hardly any.
What is looked at here is there in nearly every second of those, and in one of seven read rightly.
"""

from __future__ import annotations

from datetime import time

from frontdesk.booking.clause_judge import judged
from frontdesk.booking.clauses import clauses
from frontdesk.booking.phrase import Part
from frontdesk.booking.wanted import Wanted

#: words of a long answer
_LONG = 9
#: whole alternatives that few people name at once
_MANY = 3
#: beginnings that nobody wishes for
_TOO_LATE, _TOO_EARLY = time(17, 30), time(8, 30)


def is_long(worded: str) -> bool:
    """Whether an answer has so many words that it may hold more than a wish."""
    return len(worded.split()) >= _LONG


def only_wished(parts: list[Part], worded: str) -> list[Part]:
    """The parts without those of clauses that tell: what is read where nothing told counts."""
    return [p for c in judged(clauses(parts, worded)) if c.kind == "wish" for p in c.parts]


def in_doubt(parts: list[Part], wanted: Wanted, alone: Wanted | None) -> bool:
    """Whether a reading of a long answer looks like one that is often wrong.

    Args:
        alone: what is read of its wishes alone.
    """
    windows = wanted.windows
    named = sum(p.kind == "day" for p in parts)
    if wanted.past:
        return named > 1
    odd = any(w.starts > _TOO_LATE or w.ends < _TOO_EARLY for w in windows)
    lost = named > 0 and bool(windows) and all(w.any_day for w in windows)
    return alone not in (None, wanted) or len(windows) >= _MANY or odd or lost
