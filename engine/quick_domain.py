"""Reading a model's domain in a tenth of a second instead of four.

Rasa reads the file it wrote itself three times, to guess what it is, to check it and to load it,
with a parser in pure Python; with all the answers in it, that is a third of the engine's start. The
model's checksum was proved before, and training checked what it wrote: once, with libyaml, is
enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml
from rasa.shared.core.domain import Domain

FILE = "domain.yml"


class _Loader(yaml.CSafeLoader):
    """YAML 1.2, as Rasa writes it: `yes` and `12:30` are words, not true and 750."""

    yaml_implicit_resolvers: dict = {}


for _tag, _form, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+",
     "-+0123456789."),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):  # fmt: skip
    _pattern = re.compile(rf"^(?:{_form})$")
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", _pattern, list(_first))


def read_domain(folder: str) -> Domain:
    """The domain that training left in a folder of the model. Raises `OSError` without one."""
    content = (Path(folder) / FILE).read_text(encoding="utf-8")
    return Domain.from_dict(yaml.load(content, Loader=_Loader))


@contextmanager
def quick_domain() -> Iterator[None]:
    """Inside the block, Rasa reads domains of models this way."""
    slow = Domain.__dict__["from_directory"]
    Domain.from_directory = staticmethod(read_domain)
    try:
        yield
    finally:
        Domain.from_directory = slow
