"""The approved wording: every file of `data/responses`, checked when it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import yaml
from pydantic import ValidationError

from frontdesk.answers.model import AnswerFile, Entry
from frontdesk.answers.places import line_of, text_line, written_twice
from frontdesk.yaml_file import FileError

#: said where nothing else can be: it has a wording without placeholders on each channel
NO_ANSWER = "utter_no_answer"


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
        FileError: naming file, line and key of what does not fit; also for a key that two files
            hold (Rasa silently takes the later one), and where `utter_no_answer` cannot always
            be said.
    """
    entries: dict[str, Entry] = {}
    for file in response_files([folder]):
        for entry in read_file(file):
            if entry.key in entries:
                why = f"is already in {entries[entry.key].file}"
                raise FileError(file, entry.line, entry.key, why)
            entries[entry.key] = entry
    _require_last_word(folder, entries)
    return Catalogue(entries)


def response_files(paths: Iterable[Path]) -> list[Path]:
    """The YAML files among `paths` and in the folders among them."""
    files = [f for p in paths for f in (sorted(p.glob("*.yml")) if p.is_dir() else [p])]
    return list(dict.fromkeys(files))


def read_file(file: Path) -> list[Entry]:
    """The answers of one file. Raises `FileError` naming file, line and key."""
    content, root = _parsed(file)
    try:
        read = AnswerFile.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        why = "unknown key" if first["type"] == "extra_forbidden" else first["msg"]
        key = ".".join(map(str, first["loc"]))
        raise FileError(file, line_of(root, first["loc"]), key, why) from error
    return [
        Entry(key, wordings, file, line_of(root, ("responses", key)), _lines(root, key, wordings))
        for key, wordings in read.responses.items()
    ]


def _parsed(file: Path) -> tuple[object, yaml.Node | None]:
    # libyaml: a folder of answers is read in a tenth of a second, not in one.
    try:
        text = file.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        content = yaml.load(text, Loader=yaml.CSafeLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FileError(file, mark.line + 1 if mark else 1, "", str(error.problem)) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise FileError(file, 1, "", str(error)) from error
    if twice := written_twice(root):
        raise FileError(file, twice[0], twice[1], "this key stands twice")
    return content, root


def _lines(root: yaml.Node | None, key: str, wordings: tuple[object, ...]) -> tuple[int, ...]:
    return tuple(text_line(root, ("responses", key, n, "text")) for n in range(len(wordings)))


def _require_last_word(folder: Path, entries: Mapping[str, Entry]) -> None:
    entry = entries.get(NO_ANSWER)
    for channel in ("web", "sms"):
        if not entry or all(w.required for w in entry.on(channel, "en")):
            why = f"needs a wording without placeholders on {channel}"
            raise FileError(entry.file if entry else folder, 1, NO_ANSWER, why)
