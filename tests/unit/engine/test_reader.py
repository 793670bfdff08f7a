"""Reading messages: what was read a moment ago is not read again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.understanding import reader
from engine.understanding.reader import Reader


class _Encoder:
    def __init__(self) -> None:
        self.asked: list[str] = []
        self.runs = 0

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        self.runs += 1
        return np.zeros((len(texts), 1), np.float32)


class _Head:
    names = ("thanks", "greet")

    def sounds_like_request(self, text: str) -> bool:
        return "please" in text

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        return np.array([[0.9, 0.1] if "thank" in text else [0.2, 0.8] for text in texts])


def test_the_same_words_are_read_once() -> None:
    """Whoever says them: the reading depends on nothing else."""
    encoder = _Encoder()
    reads = Reader(encoder, _Head())  # type: ignore[arg-type]
    first, again = reads.read("thank you"), reads.read("thank you")
    assert first == again
    assert reads.read("hello")[0].best == ("greet", 0.8)
    assert encoder.asked == ["thank you", "hello"]


def test_a_message_and_its_shorter_parts_share_a_run() -> None:
    """The longer ones are read when they are asked for: most never matter."""
    encoder = _Encoder()
    whole, ((before, after),) = Reader(encoder, _Head()).read("good evening. thank you all")  # type: ignore[arg-type]
    assert encoder.asked == ["good evening. thank you all", "good evening"]
    assert encoder.runs == 1
    assert (whole.best[0], before.best[0], after.best[0]) == ("thanks", "greet", "thanks")
    assert encoder.asked[2:] == ["thank you all"]


def test_a_longer_part_that_will_be_asked_for_shares_the_run_too() -> None:
    """Where the shorter one sounds like a request, before it was read."""
    encoder = _Encoder()
    reads = Reader(encoder, _Head())  # type: ignore[arg-type]
    _, ((_, after),) = reads.read("a date please. thank you all very much")
    assert after.best[0] == "thanks"
    assert (len(encoder.asked), encoder.runs) == (3, 1)


def test_messages_that_are_read_together_are_read_once() -> None:
    """What was prepared is only looked up; the same words of two people count once."""
    encoder = _Encoder()
    reads = Reader(encoder, _Head())  # type: ignore[arg-type]
    reads.prepare(["thank you", "hello", "thank you"])
    read = [reads.read(text)[0].best[0] for text in ("hello", "thank you")]
    assert read == ["greet", "thanks"]
    assert (encoder.asked, encoder.runs) == (["thank you", "hello"], 1)


def test_only_the_last_readings_are_kept_and_no_words(monkeypatch) -> None:
    """Memory is bounded, and holds nothing that a person wrote."""
    monkeypatch.setattr(reader, "REMEMBERED", 2)
    encoder = _Encoder()
    reads = Reader(encoder, _Head())  # type: ignore[arg-type]
    for text in ("one", "two", "one", "three", "one", "two"):
        reads.read(text)
    assert encoder.asked == ["one", "two", "three", "two"]
    assert not any(b"three" in key for key in reads._recent)
