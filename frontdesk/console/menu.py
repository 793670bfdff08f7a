"""The views of the console, as its head lists them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """A view: where it is, what it is called, who may see it."""

    path: str
    title: str
    permission: str

    @property
    def room(self) -> str:
        """The first part of its path."""
        return self.path.split("/")[1]


MAIN = (
    Item("/", "Queue", "case:read"),
    Item("/conversations", "Conversations", "conversation:read"),
    Item("/appointments", "Appointments", "appointment:read"),
    Item("/answers", "Answers", "answer:read"),
    Item("/clinic", "Clinic", "clinic:read"),
)
MORE = (
    Item("/search", "Search", "conversation:read"),
    Item("/unanswered", "Unanswered", "example:read"),
    Item("/canned", "Canned replies", "conversation:read"),
    Item("/numbers", "Numbers", "number:read"),
    Item("/privacy", "Privacy", "privacy:read"),
    Item("/staff", "Staff", "staff:read"),
    Item("/record", "Record", "record:read"),
)


def items(which: tuple[Item, ...], may: Callable[[str], bool]) -> list[Item]:
    """Those of `which` that somebody may see."""
    return [item for item in which if may(item.permission)]
