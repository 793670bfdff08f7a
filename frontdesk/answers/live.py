"""Answers that follow their files: new wording is said a moment later, without a restart."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import structlog

from frontdesk.answers.catalogue import Catalogue, load_catalogue, response_files
from frontdesk.answers.model import Entry
from frontdesk.yaml_file import FileError

log = structlog.get_logger()

#: how often the files are looked at, seconds
_PAUSE = 1.0


class LiveCatalogue(Catalogue):
    """A catalogue that reads its folder again when a file there has changed.

    Files that cannot be used never silence the desk: the last good ones go on being said, and
    the log names file, line and key.
    """

    def __init__(self, folder: Path, pause: float = _PAUSE) -> None:
        self._folder, self._pause = folder, pause
        self._state = _state(folder)
        self._looked = time.monotonic()
        self._good = load_catalogue(folder)

    def __getitem__(self, key: str) -> Entry:
        return self._fresh()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fresh())

    def __len__(self) -> int:
        return len(self._fresh())

    def _fresh(self) -> Catalogue:
        if time.monotonic() - self._looked < self._pause:
            return self._good
        self._looked = time.monotonic()
        state = _state(self._folder)
        if state != self._state:
            self._state = state
            self._read()
        return self._good

    def _read(self) -> None:
        try:
            self._good = load_catalogue(self._folder)
            log.info("answers.read", count=len(self._good))
        except FileError as error:
            log.error(
                "answers.unusable", file=error.file.name, line=error.line, key=error.key,
                why=error.why,
            )


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    found = ((f.name, f.stat()) for f in response_files([folder]))
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in found)
