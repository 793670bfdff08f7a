"""The messages of the last 24 hours as one run of tokens, so that split evidence is seen whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from frontdesk.safety.model import Evidence, SafetyInput
from frontdesk.safety.normalise import Spelling, Token, Words, words_of

WINDOW = timedelta(hours=24)
SAME_BREATH = timedelta(minutes=15)
MESSAGES_READ = 12


@dataclass(frozen=True)
class Thread:
    """Tokens of all messages read, in order.

    Attributes:
        norm: The words, as the rules know them.
        sentence: Sentence number of each token; texts sent in one breath may share one.
        message: Message index of each token, as in `Evidence`.
        solid: `solid[i]`: how many words before token i count as words between.
        asked: Sentences that end in a question mark.
        new: Index of the new message.
    """

    texts: tuple[str, ...]
    tokens: tuple[Token, ...]
    norm: tuple[str, ...]
    sentence: tuple[int, ...]
    message: tuple[int, ...]
    solid: tuple[int, ...]
    asked: frozenset[int]
    new: int

    def evidence(self, start: int, end: int) -> tuple[Evidence, ...]:
        """The words of tokens `start` to `end`, one piece for each message they stand in."""
        pieces: dict[int, tuple[int, int]] = {}
        for i in range(start, end):
            token, where = self.tokens[i], self.message[i]
            low, high = pieces.get(where, (token.start, token.end))
            pieces[where] = (min(low, token.start), max(high, token.end))
        return tuple(Evidence(self.texts[m][a:b], m, a, b) for m, (a, b) in pieces.items() if b > a)


def thread_of(message: SafetyInput, spelling: Spelling, fillers: frozenset[str]) -> Thread:
    """The new message and those before it that still count, as tokens."""
    count = len(message.earlier)
    texts = tuple(e.text for e in message.earlier) + (message.text,)
    times = tuple(e.at for e in message.earlier) + (message.at,)
    kept = [i for i in range(max(0, count - MESSAGES_READ), count)
            if message.at - times[i] <= WINDOW] + [count]
    tokens: list[Token] = []
    sentences: list[int] = []
    messages: list[int] = []
    asked: set[int] = set()
    base, before = 0, -1
    for i in kept:
        words = words_of(texts[i], spelling)
        if before >= 0:
            joined = times[i] - times[before] <= SAME_BREATH and not _ended(tokens)
            if not joined:
                base = sentences[-1] + 1 if sentences else 0
            elif sentences:
                base = sentences[-1]
                tokens.append(Token("..", 0, 0))
                sentences.append(base)
                messages.append(i)
        _append(words, i, base, tokens, sentences, messages)
        asked |= {s + base for s in words.asked}
        before = i
    norm = tuple(t.word for t in tokens)
    return Thread(texts, tuple(tokens), norm, tuple(sentences), tuple(messages),
                  _solid(norm, fillers), frozenset(asked), count)


def _append(words: Words, message: int, base: int, tokens: list[Token], sentences: list[int],
            messages: list[int]) -> None:
    tokens.extend(words.tokens)
    sentences.extend(s + base for s in words.sentence)
    messages.extend([message] * len(words.tokens))


def _ended(tokens: list[Token]) -> bool:
    return bool(tokens) and tokens[-1].word in (".", "?")


def _solid(norm: tuple[str, ...], fillers: frozenset[str]) -> tuple[int, ...]:
    counts, total = [0], 0
    for word in norm:
        total += word not in fillers
        counts.append(total)
    return tuple(counts)
