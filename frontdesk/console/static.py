"""Style sheets and scripts, read once when the console is built."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("static")
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class StaticFile:
    """A file's bytes, media type and entity tag."""

    content: bytes
    media_type: str
    etag: str


class StaticFiles:
    """All of `static/`; nothing outside it can be asked for."""

    def __init__(self) -> None:
        self._files = {p.name: _read(p) for p in FOLDER.iterdir() if p.suffix in _TYPES}

    def get(self, name: str) -> StaticFile | None:
        """The file of that name."""
        return self._files.get(name)

    def url(self, name: str) -> str:
        """The address of a file; a template that names a missing one fails. Raises `KeyError`."""
        self._files[name]
        return f"/static/{name}"


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    return StaticFile(content, _TYPES[path.suffix], etag)
