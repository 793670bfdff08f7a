"""Read a YAML file into a schema; say file, line and key of whatever does not fit."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

Model = TypeVar("Model", bound=BaseModel)


class FileError(ValueError):
    """What a file holds can not be used; carries the file, the line (from 1) and the key."""

    def __init__(self, file: Path, line: int, key: str, why: str) -> None:
        super().__init__(f"{file}:{line}: {key or 'file'}: {why}")
        self.file, self.line, self.key, self.why = file, line, key, why


def load_yaml(path: Path) -> Any:
    """The content of a YAML file, with line numbers kept. Raises `FileError` if it is broken."""
    reader = YAML(typ="rt")
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        return reader.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FileError(path, mark.line + 1 if mark else 1, "", str(error.problem)) from error
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise FileError(path, line, "", f"character {error.character!r} may not stand") from error
    except RecursionError as error:
        raise FileError(path, 1, "", "is nested too deeply") from error
    except NotImplementedError as error:
        # A comment broken by a sign that ends lines for YAML alone (U+2028, U+0085).
        found = re.search(r"line: (\d+)", str(error))
        line = int(found[1]) + 1 if found else 1
        raise FileError(path, line, "", "a comment that ends in the middle of its line") from error
    except (OSError, ValueError, YAMLError, AttributeError, TypeError, KeyError) as error:
        # The reader itself stumbles over some numbers, dates and anchors that are none.
        raise FileError(path, 1, "", str(error) or type(error).__name__) from error


def load_model(path: Path, model: type[Model]) -> Model:
    """A YAML file as a `model`. Raises `FileError` naming the first thing that does not fit."""
    content = load_yaml(path)
    try:
        return model.model_validate(_plain(content))
    except ValidationError as error:
        first = error.errors()[0]
        where = first["loc"]
        why = "unknown key" if first["type"] == "extra_forbidden" else first["msg"]
        raise FileError(path, line_of(content, where), ".".join(map(str, where)), why) from error


def line_of(content: Any, where: tuple[int | str, ...]) -> int:
    """The line (from 1) of the deepest part of `where` that the file holds."""
    line = 1
    for step in where:
        mark: Any = getattr(content, "lc", None)
        try:
            line = (mark.key(step)[0] if isinstance(step, str) else mark.item(step)[0]) + 1
            content = content[step]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value
