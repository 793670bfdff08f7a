"""Turn an approved answer into what one person reads. No unfilled brace ever leaves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from frontdesk.answers.catalogue import Catalogue, Entry, Wording

NO_ANSWER = "utter_no_answer"
_HOLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Rendered:
    """An answer in the words of one channel and language."""

    key: str
    text: str
    buttons: tuple[Mapping[str, str], ...] = ()
    sources: tuple[Mapping[str, str], ...] = ()
    source_line: str | None = None
    reviewed_on: date | None = None
    language: str = "en"
    #: its review is past and the clinic withholds such answers
    withheld: bool = False
    #: values the clinic has not given
    missing: tuple[str, ...] = ()


def render(
    catalogue: Catalogue,
    key: str,
    channel: str,
    values: Mapping[str, Any],
    language: str = "en",
    today: date | None = None,
    when_due: Literal["warn", "withhold"] = "warn",
) -> Rendered:
    """The words of `key`; where they can not be said, those of `utter_no_answer`."""
    entry = catalogue.get(key)
    if entry is None:
        return _no_answer(catalogue, key, channel, values, language)
    if when_due == "withhold" and _overdue(entry, today):
        return _no_answer(catalogue, key, channel, values, language, withheld=True)
    missing: tuple[str, ...] = ()
    for wording in _candidates(entry, channel, language):
        holes = tuple(n for n in _needs(wording) if values.get(n) in (None, ""))
        if not holes:
            return _filled(entry, wording, values, missing)
        missing = missing or holes
    return _no_answer(catalogue, key, channel, values, language, missing=missing)


def _candidates(entry: Entry, channel: str, language: str) -> list[Wording]:
    """The wordings that may serve, best first: language, then channel, then the plain one."""

    def rank(wording: Wording) -> tuple[bool, bool, bool]:
        about = wording.metadata
        return (about.language != language, about.without, wording.channel != channel)

    fits = [
        w
        for w in entry.wordings
        if w.channel in (None, channel) and w.metadata.language in (language, "en")
    ]
    return sorted(fits, key=rank)


def _needs(wording: Wording) -> list[str]:
    texts = [wording.text, *(b.title for b in wording.buttons)]
    holes = [name for text in texts for name in _HOLE.findall(text)]
    return list(dict.fromkeys([*wording.metadata.needs, *holes]))


def _filled(
    entry: Entry, wording: Wording, values: Mapping[str, Any], missing: tuple[str, ...]
) -> Rendered:
    main = entry.main
    return Rendered(
        key=entry.key,
        text=_fill(wording.text, values),
        buttons=tuple(
            {"title": _fill(b.title, values), "payload": b.payload} for b in wording.buttons
        ),
        sources=tuple(s.model_dump() for s in main.sources),
        source_line=main.source_line,
        reviewed_on=main.reviewed_on,
        language=wording.metadata.language,
        missing=missing,
    )


def _fill(text: str, values: Mapping[str, Any]) -> str:
    """Each hole once: what stands in a value is never read as a hole."""
    return _HOLE.sub(lambda hole: str(values[hole.group(1)]), text).strip()


def _overdue(entry: Entry, today: date | None) -> bool:
    due = entry.main.review_due
    return bool(due and today and today > due)


def _no_answer(
    catalogue: Catalogue,
    key: str,
    channel: str,
    values: Mapping[str, Any],
    language: str,
    withheld: bool = False,
    missing: tuple[str, ...] = (),
) -> Rendered:
    if key == NO_ANSWER or NO_ANSWER not in catalogue:
        return Rendered(key, "", withheld=withheld, missing=missing)
    said = render(catalogue, NO_ANSWER, channel, values, language)
    return Rendered(key, said.text, said.buttons, withheld=withheld, missing=missing)
