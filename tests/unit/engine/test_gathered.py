"""Messages that come together share a run, and none waits for another's fault."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from engine import gathered
from engine.gathered import Gathered


class _Reader:
    def __init__(self) -> None:
        self.runs: list[list[str]] = []
        self.broken = False

    def read(self, texts: Sequence[str]) -> None:
        self.runs.append(list(texts))
        if self.broken:
            raise RuntimeError("no")


async def _all(together: Gathered, texts: Sequence[str]) -> None:
    await asyncio.wait_for(asyncio.gather(*(together.ready(text, {}) for text in texts)), 20)


async def test_what_comes_at_the_same_time_is_read_in_runs_of_a_few() -> None:
    """The first ones do not wait for the last."""
    reader = _Reader()
    texts = [f"question {number}" for number in range(gathered.TOGETHER + 2)]
    await _all(Gathered(reader.read, lambda *_: False), texts)
    assert [len(run) for run in reader.runs] == [gathered.TOGETHER, 2]
    assert [text for run in reader.runs for text in run] == texts


async def test_who_writes_alone_waits_for_nobody() -> None:
    """One message, one run; the next one has a run of its own."""
    reader = _Reader()
    together = Gathered(reader.read, lambda *_: False)
    await _all(together, ["do i need an mri"])
    await _all(together, ["how long does it last"])
    assert reader.runs == [["do i need an mri"], ["how long does it last"]]


async def test_what_was_told_of_ahead_is_not_read_again() -> None:
    """Nor where its turn comes while it is being read, nor written a little differently."""
    reader = _Reader()
    together = Gathered(reader.read, lambda *_: False)
    together.ahead("Do I need an MRI?", {})
    await _all(together, ["do i need an mri?", "prp?"])
    await _all(together, ["Do I need an MRI?"])
    assert reader.runs == [["do i need an mri?"], ["prp?"]]


async def test_a_message_that_was_told_of_ahead_is_only_waited_for() -> None:
    """Its words are looked at once; where another language is spoken they may mean others."""
    looked_at: list[tuple[str, str]] = []

    def certain(text: str, language: str, _metadata: object) -> bool:
        looked_at.append((text, language))
        return False

    together = Gathered(_Reader().read, certain)
    together.ahead("PRP?", {})
    await _all(together, ["PRP?"])
    together.ahead("PRP?", {"language": "es"})
    await asyncio.sleep(0)
    assert looked_at == [("prp?", "en"), ("prp?", "es")]


async def test_what_was_read_long_ago_is_read_again() -> None:
    """The reader forgets too."""
    reader = _Reader()
    together = Gathered(reader.read, lambda *_: False)
    texts = [f"question {number}" for number in range(gathered.KNOWN + 1)]
    await _all(together, texts)
    runs = len(reader.runs)
    await _all(together, [texts[-1]])
    assert len(reader.runs) == runs
    await _all(together, [texts[0]])
    assert reader.runs[-1] == [texts[0]]


async def test_what_is_certain_is_not_read() -> None:
    """A number that was asked for costs no run."""
    reader = _Reader()
    await _all(Gathered(reader.read, lambda text, *_: text == "thursday"), ["Thursday", "prp?"])
    assert reader.runs == [["prp?"]]


async def test_a_fault_while_reading_together_holds_up_nobody() -> None:
    """Each message is read once more where it is parsed, and fails there for itself."""
    reader = _Reader()
    reader.broken = True
    await _all(Gathered(reader.read, lambda *_: False), ["one", "two"])
    assert reader.runs == [["one", "two"]]


async def test_one_that_is_given_up_takes_nobody_with_it() -> None:
    """A turn that was cancelled while it waited: the others are read."""
    reader = _Reader()
    together = Gathered(reader.read, lambda *_: False)
    waiting = [asyncio.ensure_future(together.ready(text, {})) for text in ("one", "two")]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 20)
    assert waiting[0].cancelled() and waiting[1].done() and not waiting[1].cancelled()
