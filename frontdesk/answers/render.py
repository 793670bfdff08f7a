"""An approved answer in the words of a channel and a language, with the clinic's values in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from frontdesk.answers import gsm7
from frontdesk.answers.catalogue import NO_ANSWER, Catalogue
from frontdesk.answers.model import PLACEHOLDER, Button, Entry, Wording

_BRACES = str.maketrans("{}", "()")


@dataclass(frozen=True)
class Rendered:
    """What is said.

    Attributes:
        key: What was rendered; `utter_no_answer` where the wanted answer cannot be given.
        buttons: `{title, payload}` each.
        sources: `{file, section}` each.
        withheld: The answer is past its review date and was not given.
        missing: Values of the clinic that the wanted answer lacks, or the wanted key itself.
        gap: Something is not known here and staff are to tell: a content-gap case.
        agreed: What "yes" means after it, as a payload.
    """

    key: str
    text: str
    buttons: tuple[Mapping[str, str], ...] = ()
    sources: tuple[Mapping[str, str], ...] = ()
    source_line: str | None = None
    reviewed_on: date | None = None
    language: str = "en"
    withheld: bool = False
    missing: tuple[str, ...] = ()
    gap: bool = False
    agreed: str | None = None


def render(
    catalogue: Catalogue,
    key: str,
    channel: str,
    values: Mapping[str, Any],
    language: str = "en",
    today: date | None = None,
    when_due: Literal["warn", "withhold"] = "warn",
    review_due: date | None = None,
    short: bool = False,
) -> Rendered:
    """The words of `key`. Never fails for what is missing, and never lets a brace out.

    Args:
        catalogue: The approved answers.
        key: Such as `utter_faq/prp`.
        channel: `web` or `sms`.
        values: What placeholders stand for; None or blank is not known.
        language: One the clinic has approved; English where there is no such wording.
        today: The clinic's date.
        when_due: What becomes of an answer past its review date.
        review_due: The date of the clinic's own review, which wins over the file's.
        short: In the few words that are written for texts, whatever the channel.
    """
    said = {name: _value(v) for name, v in values.items() if _known(v)}
    entry = catalogue.get(key)
    if entry is None:
        return _no_answer(catalogue, channel, said, language, missing=(key,))
    if when_due == "withhold" and is_due(entry, today, review_due):
        return _no_answer(catalogue, channel, said, language, withheld=True)
    choices = _choices(entry, "sms" if short else channel, language)
    shown = _best(entry, choices, channel, said)
    missing = _missing(choices, said)
    if shown is None:
        return _no_answer(catalogue, channel, said, language, missing=missing or (key,))
    return replace(shown, missing=missing) if shown.gap else shown


def is_due(entry: Entry, today: date | None, review_due: date | None = None) -> bool:
    """Whether an answer is past its review date. What the dialogue says is never due."""
    due = review_due or entry.metadata.review_due
    return bool(entry.is_answer and due and today and today > due)


def numbered(text: str, buttons: Sequence[Mapping[str, str]]) -> str:
    """A text message with its choices as numbered lines, which a person answers by number."""
    lines = [f"{n} {b['title']}" for n, b in enumerate(buttons, start=1)]
    return gsm7.plain("\n".join([text, *lines]))


def said_as(wording: Wording, channel: str, values: Mapping[str, str]) -> str | None:
    """`wording` filled in for a channel; None where a value is not known or it does not fit."""
    if any(name not in values for name in wording.required):
        return None
    text = _filled(wording.text, values)
    if channel == "sms":
        text = gsm7.plain(text)
        # A wording made for the web is texted only where it fits.
        if wording.channel != "sms" and not gsm7.fits(text):
            return None
    return text


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Each placeholder once: what stands in a value is never read as one."""
    return PLACEHOLDER.sub(lambda m: values[m[1]], text).strip()


def _known(value: object) -> bool:
    return value is not None and bool(str(value).strip())


def _value(value: object) -> str:
    # A brace someone typed is no placeholder, and none leaves the house.
    return str(value).strip().translate(_BRACES)


def _choices(entry: Entry, channel: str, language: str) -> list[Wording]:
    """The wordings to try, best first: the language, then English, then whatever there is."""
    spoken = dict.fromkeys([language, "en"])
    found = [w for one in spoken for w in _in(entry, channel, one)]
    return found or _in(entry, channel, entry.metadata.language)


def _in(entry: Entry, channel: str, language: str) -> list[Wording]:
    own = list(entry.on(channel, language)) or list(entry.on("web", language))
    return sorted(own, key=lambda w: w.metadata.without)


def _missing(choices: Iterable[Wording], values: Mapping[str, str]) -> tuple[str, ...]:
    """What the least demanding of the full wordings still lacks."""
    lacking = [
        tuple(n for n in w.required if n not in values) for w in choices if not w.metadata.without
    ]
    return min(lacking, key=len, default=())


def _best(
    entry: Entry, choices: Iterable[Wording], channel: str, values: Mapping[str, str]
) -> Rendered | None:
    for wording in choices:
        text = said_as(wording, channel, values)
        if text is not None:
            return _rendered(entry, wording, _with_notices(wording, text, values), values)
    return None


def _with_notices(wording: Wording, text: str, values: Mapping[str, str]) -> str:
    notices = [values[n] for n in wording.metadata.notices if n in values]
    return "\n\n".join([text, *notices])


def _rendered(entry: Entry, wording: Wording, text: str, values: Mapping[str, str]) -> Rendered:
    about = entry.metadata
    return Rendered(
        key=entry.key,
        text=text,
        buttons=tuple(_buttons(wording.buttons, values)),
        sources=tuple({"file": s.file, "section": s.section} for s in about.sources),
        source_line=about.source_line,
        reviewed_on=about.reviewed_on,
        language=wording.language,
        gap=wording.metadata.without,
        agreed=wording.metadata.agreed,
    )


def _buttons(buttons: Iterable[Button], values: Mapping[str, str]) -> Iterable[dict[str, str]]:
    for button in buttons:
        # A title that cannot be said offers nothing.
        if all(name in values for name in PLACEHOLDER.findall(button.title)):
            yield {"title": _filled(button.title, values), "payload": button.payload}


def _no_answer(
    catalogue: Catalogue,
    channel: str,
    values: Mapping[str, str],
    language: str,
    withheld: bool = False,
    missing: tuple[str, ...] = (),
) -> Rendered:
    entry = catalogue[NO_ANSWER]
    shown = _best(entry, _choices(entry, channel, language), channel, values)
    if shown is None:  # a catalogue that was not read by `load_catalogue`
        raise LookupError(f"{NO_ANSWER} cannot be said on {channel}")
    return replace(shown, withheld=withheld, missing=missing, gap=True)
