"""What staff read for each tier, category, kind, outcome ... The words are data: `words.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from frontdesk.yaml_file import load_model

FILE = Path(__file__).with_name("words.yml")
#: a case that is no alarm
PLAIN = "routine"
_SMALL = {"mri": "MRI", "prp": "PRP", "fda": "FDA", "faq": "FAQ", "sms": "SMS"}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Tier(_Part):
    """A tier's name, and the name of its colour in the style sheet."""

    title: str
    colour: str


class Category(_Part):
    """A danger sign's name, and the first thing for staff to do."""

    title: str
    do: str


class Words(_Part):
    """All of `words.yml`."""

    tiers: dict[str, Tier]
    categories: dict[str, Category]
    kinds: dict[str, str]
    outcomes: dict[str, str]
    events: dict[str, str]
    roles: dict[str, str]
    channels: dict[str, str]
    deliveries: dict[str, str]
    whys: dict[str, str]
    turns: dict[str, str]
    appointments: dict[str, str]
    facts: dict[str, str]
    doings: dict[str, str]
    answers: dict[str, str]
    stops: dict[str, str]
    agreed: dict[str, str]

    def case_title(self, kind: str, category: str | None) -> str:
        """What a case is about."""
        known = self.categories.get(category or "")
        return known.title if known else self.of("kinds", kind)

    def first_step(self, category: str | None) -> str | None:
        """The first thing to do about a danger sign."""
        known = self.categories.get(category or "")
        return known.do if known else None

    def tier_title(self, tier: str | None) -> str:
        """Emergency, Crisis ... Routine for a case without a tier."""
        return self.tiers[tier].title if tier in self.tiers else "Routine"

    def colour(self, tier: str | None) -> str:
        """The name of the tier's colour."""
        return self.tiers[tier].colour if tier in self.tiers else PLAIN

    def why_not(self, tag: str) -> str:
        """Why a message did not leave or arrive, from the outbox's tag."""
        return self.whys.get(tag) or self.whys["other"]

    def of(self, group: str, key: str | None) -> str:
        """A word of a group; a key nobody named is shown readably rather than hidden."""
        names: Mapping[str, str] = getattr(self, group)
        return names.get(key or "") or plain(key or "")


def plain(key: str) -> str:
    """`faq/mri_required` as "MRI required"."""
    said = key.removeprefix("utter_").removeprefix("faq/").removeprefix("red_flag/")
    words = [_SMALL.get(w, w) for w in said.replace("/", " ").replace("_", " ").split()]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=1)
def words() -> Words:
    """The words, read once. Raises `FileError` when the file can not be used."""
    return load_model(FILE, Words)
