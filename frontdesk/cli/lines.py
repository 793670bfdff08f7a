"""One JSON object a line, in and out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO


class BadLine(LookupError):
    """A line of the input that can not be used; says which."""


def read_lines(stream: TextIO) -> Iterator[dict[str, Any]]:
    """The objects of a stream. Raises `BadLine` naming the line."""
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            content = json.loads(line)
        except ValueError as error:
            raise BadLine(f"line {number} of the input is not JSON") from error
        if not isinstance(content, dict):
            raise BadLine(f"line {number} of the input is not an object")
        yield content


def write_lines(rows: Iterable[Mapping[str, Any]]) -> None:
    """Write each row as a line, at once."""
    for row in rows:
        print(json.dumps(row, ensure_ascii=True, default=_plain), file=sys.stdout, flush=True)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")
