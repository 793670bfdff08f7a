"""The approved wording, read from `data/responses` in Rasa's own form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from frontdesk.yaml_file import FileError


class Part(BaseModel):
    """A part of the file: nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Button(Part):
    """A likely follow-up."""

    title: str
    payload: str


class Source(Part):
    """Where a fact stands."""

    file: str
    section: str


class Metadata(Part):
    """What an answer rests on and who looked at it."""

    title: str | None = None
    sources: tuple[Source, ...] = ()
    source_line: str | None = None
    facts: tuple[str, ...] = ()
    reviewer: str | None = None
    reviewed_on: date | None = None
    review_due: date | None = None
    language: str = "en"
    translation: str | None = None
    #: values of the clinic without which this wording can not be said
    needs: tuple[str, ...] = ()
    #: said when a needed value is missing
    without: bool = False


class Wording(Part):
    """One variation of an answer."""

    text: str
    channel: str | None = None
    buttons: tuple[Button, ...] = ()
    metadata: Metadata = Metadata()


@dataclass(frozen=True)
class Entry:
    """All wordings of one response key, and where it stands."""

    key: str
    wordings: tuple[Wording, ...]
    file: Path
    line: int

    @property
    def main(self) -> Metadata:
        """The metadata of the first wording, which speak for the entry."""
        return self.wordings[0].metadata


class Catalogue(Mapping[str, Entry]):
    """Every approved answer by its response key."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = dict(entries)

    def __getitem__(self, key: str) -> Entry:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def load_catalogue(folder: Path) -> Catalogue:
    """Every answer of a folder.

    Raises:
        FileError: naming file, line and key of what does not fit, or of a key that stands twice.
    """
    entries: dict[str, Entry] = {}
    for path in sorted(folder.glob("*.yml")):
        for entry in _entries(path):
            if entry.key in entries:
                raise FileError(path, entry.line, entry.key, "this key stands twice")
            entries[entry.key] = entry
    return Catalogue(entries)


def _entries(path: Path) -> Iterator[Entry]:
    text = path.read_text(encoding="utf-8")
    try:
        content = yaml.load(text, Loader=yaml.CSafeLoader)  # noqa: S506
        tree = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise FileError(path, line, "", "this is not YAML") from error
    lines = _lines(tree)
    for unknown in set(content or {}) - {"version", "responses"}:
        raise FileError(path, lines.get(unknown, 1), str(unknown), "unknown key")
    for key, wordings in ((content or {}).get("responses") or {}).items():
        line = lines.get(key, 1)
        yield Entry(key, tuple(_wording(w, path, line, key) for w in wordings), path, line)


def _wording(content: Any, path: Path, line: int, key: str) -> Wording:
    try:
        return Wording.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        why = "unknown key" if first["type"] == "extra_forbidden" else first["msg"]
        raise FileError(path, line, ".".join(map(str, (key, *first["loc"]))), why) from error


def _lines(tree: yaml.Node | None) -> dict[str, int]:
    """The line of each key of the file and of its `responses`."""
    found: dict[str, int] = {}
    for key, value in getattr(tree, "value", ()):
        found[key.value] = key.start_mark.line + 1
        if key.value == "responses":
            found.update({k.value: k.start_mark.line + 1 for k, _ in value.value})
    return found
