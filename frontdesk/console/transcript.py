"""Messages as the view draws them: marked evidence, days and visits, what was understood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk.console.queries.conversations import Stretch
from frontdesk.console.words import words
from frontdesk.conversations.transcript import VISIT_GAP
from frontdesk.store.tables import FindingRow, Message, OutboxRow


@dataclass(frozen=True)
class Piece:
    """A piece of a text; `mark` names the danger sign it is evidence of."""

    text: str
    mark: str | None = None
    colour: str | None = None


@dataclass(frozen=True)
class Line:
    """One message, ready to be drawn."""

    message: Message
    pieces: tuple[Piece, ...]
    author_name: str
    #: it begins a local day, or a visit after a day of silence
    new_day: bool
    new_visit: bool
    #: what the outbox knows of a message that has not arrived
    row: OutboxRow | None = None

    @property
    def unsent(self) -> bool:
        """Whether the patient never got it."""
        return self.message.delivery in ("unsent", "failed")

    @property
    def why(self) -> str | None:
        """Why it has not arrived, as a tag; None where nobody knows more than that."""
        return self.row.error if self.row else None

    @property
    def leaves_at(self) -> datetime | None:
        """Until when it is held back, as for the quiet hours; None where it is not."""
        row = self.row
        held = row is not None and row.state == "waiting" and not row.error
        return row.next_at if row and held and row.next_at > row.created_at else None

    @property
    def attachments(self) -> int:
        """How many pictures, voice notes or places came with it."""
        return len((self.message.data or {}).get("attachments") or ())

    @property
    def understanding(self) -> dict[str, Any]:
        """What the assistant understood; empty where it did not look."""
        return self.message.understanding or {}

    @property
    def source(self) -> str | None:
        """Where the answer comes from, as the patient sees it."""
        return (self.message.data or {}).get("source_line")


def lines(stretch: Stretch, zone: ZoneInfo, before: datetime | None = None) -> list[Line]:
    """The messages of a stretch; `before` is when the message ahead of it was written."""
    marks = _marks(stretch.findings)
    drawn = []
    for message in stretch.messages:
        day = message.at.astimezone(zone).date()
        drawn.append(
            Line(
                message,
                pieces(message.text, marks.get(message.id, ())),
                _author(message, stretch.names),
                new_day=before is None or before.astimezone(zone).date() != day,
                new_visit=before is not None and message.at - before >= VISIT_GAP,
                row=stretch.rows.get(message.id),
            )
        )
        before = message.at
    return drawn


def pieces(text: str, marks: Iterable[tuple[int, int, FindingRow]]) -> tuple[Piece, ...]:
    """Cut a text where evidence begins and ends. Of overlapping marks the first found wins."""
    cut: list[Piece] = []
    at = 0
    for start, end, finding in sorted(marks, key=lambda mark: mark[:2]):
        start = max(start, at)
        if not start < end <= len(text):
            continue
        cut.append(Piece(text[at:start]))
        title = words().case_title("red_flag", finding.category)
        cut.append(Piece(text[start:end], title, words().colour(finding.tier)))
        at = end
    cut.append(Piece(text[at:]))
    return tuple(piece for piece in cut if piece.text)


def _marks(findings: Sequence[FindingRow]) -> dict[str, list[tuple[int, int, FindingRow]]]:
    marks: dict[str, list[tuple[int, int, FindingRow]]] = {}
    for finding in findings:
        for evidence in finding.evidence or ():
            place = (int(evidence["start"]), int(evidence["end"]), finding)
            marks.setdefault(str(evidence["message"]), []).append(place)
    return marks


def _author(message: Message, names: dict[str, str]) -> str:
    if message.author == "staff":
        return names.get(message.staff_id or "", "Staff")
    return {"patient": "Patient", "bot": "Assistant", "system": "Frontdesk"}.get(
        message.author, message.author
    )
