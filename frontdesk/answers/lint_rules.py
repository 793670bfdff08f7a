"""The schema of `lint_rules.yml`."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

from frontdesk.yaml_file import load_model

RULES = Path(__file__).with_name("lint_rules.yml")


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


class Part(BaseModel):
    """A part of the file: frozen, nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Banned(Part):
    """Something that is not said, and why."""

    id: str = ""
    pattern: Pattern
    unless: Pattern | None = None
    why: str


class Limits(Part):
    """The highest reading grade, and the most words, letters and buttons."""

    grade: float
    web_words: int
    title_letters: int
    buttons: int


class Carrier(Part):
    """Words with which carriers stop texts, and the responses that may name them."""

    allowed: tuple[str, ...]
    capitals: Pattern
    instruction: Pattern


class Safety(Part):
    """What a safety text names within so many characters, and what it does not promise."""

    within: int
    help: Pattern
    promise: Pattern


class Required(Part):
    """What a response has to say, on one channel or on each."""

    key: str
    channel: Literal["web", "sms"] | None = None
    says: tuple[Pattern, ...]


class Language(Part):
    """What is looked for in the texts of one language."""

    banned: tuple[Banned, ...]
    verdicts: tuple[Pattern, ...]
    verdicts_unless: Pattern | None = None
    benefits: Pattern
    benefits_unless: Pattern | None = None
    limits: Pattern
    topic: Pattern
    status: Pattern


class LintRules(Part):
    """All of the file."""

    questions: tuple[str, ...]
    dialogue: tuple[str, ...]
    intents: tuple[str, ...]
    limits: Limits
    variables: dict[str, str]
    samples: dict[str, str]
    always_known: tuple[str, ...]
    own_sources: tuple[str, ...]
    as_they_stand: tuple[str, ...]
    safety: Safety
    medical: tuple[str, ...]
    configured: tuple[Banned, ...]
    carrier: Carrier
    required: tuple[Required, ...]
    en: Language
    es: Language

    def language(self, name: str) -> Language:
        """The patterns of a language."""
        return self.es if name == "es" else self.en


@lru_cache(maxsize=1)
def load_rules(path: Path = RULES) -> LintRules:
    """The rules of `path`. Raises `FileError` naming file, line and key."""
    return load_model(path, LintRules)


def found(pattern: str, text: str, unless: str | None = None) -> re.Match[str] | None:
    """Where `pattern` stands in `text`, once what `unless` allows is blanked out."""
    if unless:
        text = re.sub(unless, lambda m: " " * len(m[0]), text, flags=re.IGNORECASE)
    return re.search(pattern, text, flags=re.IGNORECASE)
