"""The invariants. Each finds one kind of violation; a run is right when none finds any."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from frontdesk.booking.appointments import STANDING
from frontdesk.cases.second_line import NOT_PAGED, SECOND_LINES
from tests.history.notes import Notes
from tests.history.records import Records, StoredMessage

SAFETY = "utter_red_flag/"
#: what is the staff's: the assistant says nothing there
_STAFFS = ("owned", "opted_out")


@dataclass(frozen=True)
class Violation:
    """Something that must not be: its kind, and ids that lead to it."""

    kind: str
    what: str


@dataclass(frozen=True)
class _Seen:
    """What every check looks at."""

    notes: Notes
    records: Records
    seconds: float
    repeats: int

    @property
    def patients(self) -> list[StoredMessage]:
        return [m for m in self.records.messages if m.author == "patient"]


def violations(
    notes: Notes, records: Records, seconds: float = 10.0, repeats: int = 0
) -> list[Violation]:
    """Everything that is wrong with a run.

    Args:
        seconds: after which a person must have been told something.
        repeats: how often a page may arrive once more; a sender that was killed between sending
            and noting it sends again, for no page may be lost.
    """
    seen = _Seen(notes, records, seconds, repeats)
    return [Violation(kind, what) for kind, check in CHECKS.items() for what in check(seen)]


def _lost(seen: _Seen) -> Iterator[str]:
    stored = {m.id: m.text for m in seen.patients}
    for sent in seen.notes.accepted:
        if stored.get(str(sent.message_id)) != sent.text:
            yield f"{sent.client_id} {sent.message_id}"


def _doubled(seen: _Seen) -> Iterator[str]:
    found = Counter((m.conversation, m.channel_id) for m in seen.patients if m.channel_id)
    yield from (f"{key}" for key, count in found.items() if count > 1)
    yield from (s.client_id for s in seen.notes.accepted if len(s.ids) > 1)


def _invented(seen: _Seen) -> Iterator[str]:
    """In conversations whose people took notes."""
    known = {s.message_id for s in seen.notes.accepted}
    theirs = {m.conversation for m in seen.patients if m.id in known}
    for message in seen.patients:
        if message.conversation in theirs and message.channel_id not in seen.notes.sent:
            yield message.id


def _disordered(seen: _Seen) -> Iterator[str]:
    """What somebody wrote after a receipt stands after what the receipt was for."""
    places = {m.id: m.seq for m in seen.patients}
    by_person = defaultdict(list)
    for sent in seen.notes.accepted:
        by_person[sent.person].append(sent)
    for written in by_person.values():
        for first in written:
            for later in written:
                after = first.acked is not None and later.began > first.acked
                places_known = first.message_id in places and later.message_id in places
                if after and places_known and places[later.message_id] < places[first.message_id]:
                    yield f"{first.client_id} {later.client_id}"


def _answered_twice(seen: _Seen) -> Iterator[str]:
    said = Counter(
        (m.reply_to, m.response)
        for m in seen.records.messages
        if m.author == "bot" and m.reply_to and m.response and m.delivery != "unsent"
    )
    yield from (f"{key}" for key, count in said.items() if count > 1)


def _unanswered(seen: _Seen) -> Iterator[str]:
    yield from (m.id for m in seen.patients if m.turn == "waiting")


def _no_safety_text(seen: _Seen) -> Iterator[str]:
    said = Counter(
        m.reply_to for m in seen.records.messages if (m.response or "").startswith(SAFETY)
    )
    yield from (m.id for m in seen.patients if m.turn == "flagged" and said[m.id] != 1)


def _case_missing(seen: _Seen) -> Iterator[str]:
    have = {c.conversation for c in seen.records.cases if c.kind == "red_flag"}
    yield from (m.id for m in seen.patients if m.turn == "flagged" and m.conversation not in have)


def _case_doubled(seen: _Seen) -> Iterator[str]:
    open_ones = [c for c in seen.records.cases if c.state != "resolved"]
    found = Counter((c.conversation, c.kind) for c in open_ones)
    yield from (f"{key}" for key, count in found.items() if count > 1)


def _never_paged(seen: _Seen) -> Iterator[str]:
    paged = {p.case for p in seen.records.pages}
    for case in seen.records.cases:
        if case.kind == "red_flag" and (case.id not in paged or case.paged_at is None):
            yield case.id


def _page_lost(seen: _Seen) -> Iterator[str]:
    """Of an accepted page there is nothing, or it was never accepted."""
    for page in seen.records.pages:
        arrived = page.state in ("accepted", "delivered") and seen.records.arrived[page.id]
        if page.state != "unsent" and not arrived:
            yield page.id


def _page_doubled(seen: _Seen) -> Iterator[str]:
    for page in seen.records.pages:
        if seen.records.arrived[page.id] > 1 + seen.repeats:
            yield page.id


def _told_of_the_page(seen: _Seen) -> Iterator[str]:
    """That staff were paged is told once for each alarm; that they could not be, once at most.

    Where both are told, in this order: a page was taken after its time.
    """
    said = defaultdict(list)
    for message in sorted(seen.records.messages, key=lambda m: m.seq):
        if message.response in SECOND_LINES:
            said[message.conversation].append(message.response)
    alarms = Counter(c.conversation for c in seen.records.cases if c.kind == "red_flag")
    for conversation, count in alarms.items():
        lines = said[conversation]
        reached = sum(line != NOT_PAGED for line in lines)
        if reached != count or len(lines) > 2 * count or lines[-1] == NOT_PAGED:
            yield conversation


def _held_by_two(seen: _Seen) -> Iterator[str]:
    standing = [v for v in seen.records.visits if v.state in STANDING]
    for n, one in enumerate(standing):
        for other in standing[n + 1 :]:
            same = one.provider == other.provider
            if same and one.starts < other.ends and other.starts < one.ends:
                yield f"{one.id} {other.id}"


def _silent(seen: _Seen) -> Iterator[str]:
    """Told is told: by the transcript's times, or by what the client heard after its receipt."""
    limit = timedelta(seconds=seen.seconds)
    said = defaultdict(list)
    for message in seen.records.messages:
        if message.author != "patient" and message.delivery != "unsent":
            said[message.conversation].append(message)
    heard = defaultdict(list)
    for one in seen.notes.heard:
        heard[one.person].append(one.at)
    of = {s.message_id: s for s in seen.notes.accepted}
    for message in seen.patients:
        if message.turn in _STAFFS:
            continue
        answers = (a for a in said[message.conversation] if a.seq > message.seq)
        told = any(a.at - message.at <= limit for a in answers)
        sent = of.get(message.id)
        if not told and sent is not None and sent.acked is not None:
            told = any(sent.began <= at <= sent.acked + seen.seconds for at in heard[sent.person])
        if not told:
            yield message.id


def _heard_from_nowhere(seen: _Seen) -> Iterator[str]:
    """What the channel says itself while the store is gone bears the message's id and a number."""
    stored = {m.id: m.text for m in seen.records.messages}
    for one in seen.notes.heard:
        by_the_channel = one.message_id.rpartition("-")[0] in stored
        if one.message_id in stored:
            if stored[one.message_id] != one.text:
                yield f"{one.message_id} changed"
        elif not by_the_channel:
            yield one.message_id


CHECKS: dict[str, Callable[[_Seen], Iterator[str]]] = {
    "an accepted message is lost or changed": _lost,
    "a message stands twice": _doubled,
    "a message that nobody sent": _invented,
    "one person's messages are out of order": _disordered,
    "a reply was said twice": _answered_twice,
    "a message was never answered": _unanswered,
    "a red flag without exactly one safety text": _no_safety_text,
    "a red flag without a case": _case_missing,
    "two open cases of one kind": _case_doubled,
    "an alarm that paged nobody": _never_paged,
    "a page is lost": _page_lost,
    "a page arrived twice": _page_doubled,
    "the truth about a page was not told once": _told_of_the_page,
    "an opening is held by two": _held_by_two,
    "somebody waited in silence": _silent,
    "something was heard that was never said": _heard_from_nowhere,
}
