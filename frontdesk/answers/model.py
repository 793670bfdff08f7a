"""What a file of `data/responses` may hold: Rasa's own format, and who stands by each answer."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_PAYLOAD = re.compile(r"/[a-z][a-z_]*(?:/[a-z][a-z_]*)?(?P<entities>\{.*\})?")

#: the prefix of a response that answers a question of the catalogue
ANSWER = "utter_faq/"


class Part(BaseModel):
    """A part of the file: frozen, nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _quoted(value: object) -> object:
    # Rasa cannot write an unquoted date of YAML into its model: training crashes.
    if isinstance(value, date):
        raise ValueError("put the date in quotes")
    return value


def _text(value: object) -> object:
    if isinstance(value, str) and re.search(r"[{}]", PLACEHOLDER.sub("", value)):
        raise ValueError("a brace that is no {placeholder}")
    return value


def _payload(value: str) -> str:
    match = _PAYLOAD.fullmatch(value)
    if not match:
        raise ValueError("write a payload as /faq/<key>, /<intent> or /<intent>{...}")
    if match["entities"]:
        try:
            json.loads(match["entities"])
        except ValueError as error:
            raise ValueError("what follows the intent is not JSON") from error
    return value


def intent_in(payload: str) -> str:
    """The intent of a payload, `faq/<key>` for a question."""
    return payload.partition("{")[0].removeprefix("/")


QuotedDate = Annotated[date, BeforeValidator(_quoted)]
Text = Annotated[str, Field(min_length=1), BeforeValidator(_text)]
Payload = Annotated[str, AfterValidator(_payload)]


class Source(Part):
    """Where a statement stands."""

    file: str
    section: str


class Button(Part):
    """A likely next step; its payload: `/faq/<key>`, `/<intent>` or `/inform{"name": "value"}`."""

    title: Text
    payload: Payload


class Metadata(Part):
    """What stands behind a wording. The first wording speaks for the whole response.

    Attributes:
        title: What people call it, for "Did you mean ..." choices.
        needs: Values of the clinic without which this wording is not used.
        without: The wording for when a needed value is not known; staff are to tell.
        notices: Values put below the text where the clinic has them.
        agreed: What "yes" means where the wording ends with an offer, as the payload of a button.
    """

    title: str | None = None
    sources: tuple[Source, ...] = ()
    source_line: str | None = None
    facts: tuple[str, ...] = ()
    reviewer: str | None = None
    reviewed_on: QuotedDate | None = None
    review_due: QuotedDate | None = None
    language: Literal["en", "es"] = "en"
    translation: Literal["draft", "approved"] | None = None
    needs: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    without: bool = False
    agreed: Payload | None = None


class Wording(Part):
    """One wording; `channel` is None on the web."""

    text: Text
    channel: Literal["sms"] | None = None
    buttons: tuple[Button, ...] = ()
    metadata: Metadata = Metadata()

    @property
    def language(self) -> str:
        """The language it is written in."""
        return self.metadata.language

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the values without which it cannot be said."""
        return tuple(dict.fromkeys((*PLACEHOLDER.findall(self.text), *self.metadata.needs)))


class AnswerFile(Part):
    """A file of `data/responses`."""

    version: Literal["3.1"]
    responses: dict[str, Annotated[tuple[Wording, ...], Field(min_length=1)]]


@dataclass(frozen=True)
class Entry:
    """All wordings of one key, and where they stand; `text_lines`: where each text begins."""

    key: str
    wordings: tuple[Wording, ...]
    file: Path
    line: int
    text_lines: tuple[int, ...]

    @property
    def metadata(self) -> Metadata:
        """What stands behind the response as a whole: the first wording says it."""
        return self.wordings[0].metadata

    @property
    def is_answer(self) -> bool:
        """Whether it answers a question of the catalogue."""
        return self.key.startswith(ANSWER)

    @cached_property
    def hash(self) -> str:
        """Changes with every change of wording; a clinic's review names it."""
        said = [_said(w) for w in self.wordings]
        return hashlib.sha256(json.dumps([self.key, said]).encode()).hexdigest()

    def on(self, channel: str, language: str) -> Iterator[Wording]:
        """The wordings written for a channel, in a language."""
        wanted = "sms" if channel == "sms" else None
        return (w for w in self.wordings if w.channel == wanted and w.language == language)


def _said(wording: Wording) -> dict[str, Any]:
    return wording.model_dump(mode="json", include={"text", "channel", "buttons"}) | {
        "language": wording.language
    }
