"""Whatever comes in from outside, a parser reads it or refuses it in the way it says.

FUZZ: examples for each parser (60; `make trials` takes thousands).
"""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.parsers import Parser, allowed, parsers

EXAMPLES = int(os.environ.get("FUZZ", "60"))
#: bytes that parsers have stumbled over
_SNAGS = (
    "\x00", "\ud800", "\u202e", "\ufeff", "\x85", "\u2028", "{", "}", "[" * 400, "&a [*a, *a]",
    "*a", "!!python/object:os.system", "<<: *x", "%", "=", "&", "1e999", "-1", "9" * 400, "٣", "\t",
    "\r\n", "0x", ".inf", "2026-99-99", "99991231T235959", "PT99999999999H", "FREQ=SECONDLY",
    "INTERVAL=0", "COUNT=0", "é" * 300, "'", '"', ": ", "- ", "#", "|", ">", "ﷺ", "\u0130", "\x7f",
)  # fmt: skip
_NAMES = tuple(parsers(Path("/nowhere")))


@pytest.fixture(scope="module")
def known() -> Iterator[dict[str, Parser]]:
    """All parsers, with a folder for their files."""
    with tempfile.TemporaryDirectory() as folder:
        yield parsers(Path(folder))


def spoilt(seed: str, dice: random.Random) -> str:
    """A good text with a few things gone wrong in it."""
    text = seed
    for _ in range(dice.randrange(1, 5)):
        at, to = sorted(dice.randrange(len(text) + 1) for _ in range(2))
        to = min(to, at + 40)
        kind = dice.randrange(4)
        middle = (
            dice.choice(_SNAGS),
            "",
            text[at:to] * dice.randrange(2, 4),
            text[at:to][::-1],
        )[kind]
        text = text[:at] + middle + text[to:]
    return text


@pytest.mark.parametrize("name", _NAMES)
def test_a_parser_refuses_what_it_cannot_read_and_never_breaks(
    name: str, known: dict[str, Parser]
) -> None:
    """Texts out of nowhere, and good ones in which something went wrong."""
    parser = known[name]
    made = st.builds(
        lambda seed, number: spoilt(seed, random.Random(number)),
        st.sampled_from(parser.seeds),
        st.integers(0, 2**32),
    )
    anything = st.text(st.characters(exclude_categories=()), max_size=300)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize="FUZZ" not in os.environ,
        suppress_health_check=list(HealthCheck),
    )
    @given(made | made | anything)
    def holds(text: str) -> None:
        with allowed(parser):
            parser.read(text)

    for seed in parser.seeds:
        with allowed(parser):
            parser.read(seed)
    holds()
