"""Where a message may fall into two requests."""

from __future__ import annotations

import re

_BREAK = re.compile(
    r"\s*(?:[,;.?!&+]|\s-\s"
    r"|\b(?:and|n|also|plus|but|then|btw|or|if so|so|oh|y|tambien|ademas)\b)+\s*"
)
_END = re.compile(r"[;.?!]|\balso\b")
_COURTESY = re.compile(
    r"(hi|hello|hey|okay|ok|great|perfect|thanks|thank you|hola|gracias)(?: there| so much)? (?=\w)"
)
_SENTENCE = re.compile(r"[^.?!;]+[.?!;]*")
_TRIMMED = " ,.?!-"
MIN_WORDS = 2
BRIEF = range(3, 9)  # words; there one word may be a request of its own: "address and hours"
MAX_CUTS = 6


def two_parts(text: str) -> list[tuple[str, str]]:
    """Ways to cut a normalised message in two at a sign or a joining word.

    Args:
        text: normalised.

    Returns:
        Pairs of the part before and the part after, none of a single word unless the message is
        brief; at most six. Of more, ends of sentences are kept first, and the last ones: what is
        wanted comes after the story. A question in the middle of a story is one more pair: the
        story without it, and it.
    """
    least = 1 if len(text.split()) in BRIEF else MIN_WORDS
    cuts = []
    for sign in _BREAK.finditer(text):
        before, after = text[: sign.start()].strip(_TRIMMED), text[sign.end() :].strip(_TRIMMED)
        if min(_words(before), _words(after)) >= least:
            cuts.append((bool(_END.search(sign[0])), sign.start(), before, after))
    if not cuts:
        return _courtesy_first(text)
    chosen = sorted(sorted(cuts)[-MAX_CUTS:], key=lambda cut: cut[1])
    return [*((before, after) for _, _, before, after in chosen), *_question_within(text)]


def _courtesy_first(text: str) -> list[tuple[str, str]]:
    """ "thanks how much is it" falls into thanks and a question, without any sign."""
    courtesy = _COURTESY.match(text)
    return [(courtesy[1], text[courtesy.end() :])] if courtesy else []


def _words(part: str) -> int:
    """How many words a part has, those that only join left out."""
    return len(_BREAK.sub(" ", part).split())


def _question_within(text: str) -> list[tuple[str, str]]:
    """The last question that is neither the first nor the last sentence, taken out."""
    sentences = [sentence for sentence in _SENTENCE.findall(text) if sentence.strip(_TRIMMED)]
    for place in range(len(sentences) - 2, 0, -1):
        question = sentences[place].strip(_TRIMMED)
        if sentences[place].rstrip().endswith("?") and len(question.split()) >= MIN_WORDS:
            story = "".join(sentences[:place] + sentences[place + 1 :])
            return [(story.strip(_TRIMMED), question)]
    return []
