"""Puts together what a sign means: present or not, now or past, whose it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from frontdesk.safety.anchors import Clockwork, When
from frontdesk.safety.assertion import Asserter
from frontdesk.safety.matcher import Found, Span
from frontdesk.safety.model import Assertion, Experiencer, Polarity, Time
from frontdesk.safety.schema import RuleEntry
from frontdesk.safety.thread import Thread

OLD_AFTER_DAYS = 45.0
LASTING_AFTER_DAYS = 60.0
_ILLS = frozenset(["loss", "lost", "trouble", "problem", "problems", "issue", "issues", "sign",
                   "signs", "difficulty", "incontinence", "numbness", "weakness", "pain"])
"""What is well when it is missing: "no loss of control", not "no control"."""
_THEY = frozenset(["he", "she", "his", "her", "him", "el", "ella"])
_RELAPSE = re.compile(
    r"\b(?:came back|come back|back again|is back|are back|returned|coming back|now again|"
    r"worse again|but now|and now|volvio|otra vez|going backwards?|went backwards?|downhill)\b")
_GREETING = (
    r"(?:(?:hi|hello|hey|hola)(?: there| again)?|good (?:morning|afternoon|evening)|thanks|"
    r"thank you|ok|okay|yes|gracias|buen[oa]s(?: dias| tardes| noches)?) \.\. ")
"""Sent by itself just before: it makes no other sentence of a question."""
_QUESTION = re.compile(
    rf"^(?:{_GREETING})*"
    r"(?:(?:hi|hello|hey|so|and|also|ok|but|,|doctor|question|please|quick|just|curious|ps|"
    r"btw|then|"
    r"well|um) )*(?:is|are|can|could|does|do|will|would|what|whats|how|which|why|when|who|"
    r"should|did|has|have|anybody|anyone|where|any|tell|wondering|info|information|explain|que|puede|cual|como|"
    r"cuales|cuanto|cuanta|cuantos|cuantas|donde|cuando|difference)\b")
_SOFT = re.compile(
    r"\b(?:no|not|never|without|dont have|can i|could i|should i|what if|if i|in case|"
    r"years ago|year ago|went away|used to|"
    r"history of|better now|in (?:19|20)\d\d|lol|risk|side effects?|last year|for years|sin|"
    r"no tengo)\b")
_DISGUISED = re.compile(
    r"^(?:\w+ ){0,2}(?:is|are) (?:it|this|that|these) (?:\w+ )?(?:normal|ok|okay|bad|serious|"
    r"dangerous|common|supposed|an emergency|emergency|safe to wait|a problem|typical|weird)|"
    r"^(?:\w+ ){0,2}(?:is|are) (?:\w+ ){1,6}(?:normal|something to worry about|a bad sign)\b|"
    r"\ber for\b|\bemergency room\b|go to the er|call 911")
_FAQ_SHAPE = re.compile(
    r"\b(?:side effects?|a risk|the risks?|risks? of|risk for|risk factors?|chances? of|"
    r"complications?|"
    r"red flags?|warning signs|prevent\w*|causes? of|what causes|difference between|un riesgo|"
    r"do you (?:treat|help|see|take|do|work with|offer)|can you (?:treat|fix|cure)|"
    r"efectos secundarios|riesgos?)\b")

_LATER = re.compile(
    r"(?:^|\b(?:what|who|when|where|should|how|do)\b.*)\bif (?:i|my|it|he|she|there|the)\b.*"
    r"\b(?:later|afterwards?|after (?:the|my|your|a|an|this)? ?(?:shot|procedure|injection|"
    r"treatment|epidural|block|prp|visit|surgery))\b")


@dataclass(frozen=True)
class Meaning:
    """One span, judged."""

    assertion: Assertion
    when: When
    over: bool


class Judge:
    """Judges spans of one thread; each span and each sentence once."""

    def __init__(self, thread: Thread, found: Found, asserter: Asserter, year: int) -> None:
        self._thread, self._found, self._asserter = thread, found, asserter
        self.clock = Clockwork(thread, year)
        self._known: dict[Span, Meaning] = {}
        self._generic: dict[int, bool] = {}

    def read(self, spans: list[Span]) -> None:
        """Judge these, in one go."""
        fresh = [s for s in dict.fromkeys(spans) if s not in self._known]
        for span, modifiers in self._asserter.modifiers(self._thread, fresh).items():
            self._known[span] = self._judge(span, modifiers)

    def of(self, span: Span) -> Meaning:
        """What `span` means."""
        if span not in self._known:
            self.read([span])
        return self._known[span]

    def _judge(self, span: Span, modifiers: frozenset[str]) -> Meaning:
        when = self.clock.of(span)
        inside = self._thread.norm[span.start: span.end]
        denied = span.denied or "denied" in modifiers or (
            inside[0] in ("no", "without") and not _ILLS.isdisjoint(inside[1:2]))
        unsure = "unsure" in modifiers
        polarity: Polarity = "absent" if denied else "unsure" if unsure else "present"
        over = "over" in modifiers and "now" not in inside and not _RELAPSE.search(
            self.clock.sentence(self._thread.sentence[span.start]))
        time: Time = "resolved" if over else "now"
        if when.ago is not None:
            time = "resolved" if over or when.ago > OLD_AFTER_DAYS else "recent"
        sentence = self._thread.sentence[span.start]
        if "hypothetical" in modifiers and not self._specific(sentence):
            time = "hypothetical"
        return Meaning(Assertion(polarity, time, self._who(span, modifiers)), when, over)

    def _specific(self, sentence: int) -> bool:
        return self.clock.anchored(sentence)

    def _who(self, span: Span, modifiers: frozenset[str]) -> Experiencer:
        sentence = self._thread.sentence[span.start]
        if "other_past" in modifiers:
            return "other_past"
        if self.generic(sentence):
            return "generic"
        others = [s for s in self._found.get("other_person", ())
                  if self._thread.sentence[s.start] == sentence and s.start < span.end]
        if not others:
            return "other_now" if self._carried_over(span, sentence) else "self"
        between = self._thread.norm[others[-1].end: span.start]
        return "self" if {"i", "my", "me"} & set(between) else "other_now"

    def _carried_over(self, span: Span, sentence: int) -> bool:
        """A "he" or "she" in this sentence, and no "I" before the sign."""
        norm, home = self._thread.norm, self._thread.sentence
        first = home.index(sentence)
        words = set(norm[first: span.end])
        return bool(words & _THEY) and not words & {"i", "my", "me"}

    def generic(self, sentence: int) -> bool:
        """A question about the thing in general: no person in it and no time."""
        hit = self._generic.get(sentence)
        if hit is None:
            hit = self._generic[sentence] = self._is_generic(sentence)
        return hit

    def softened(self, sentence: int) -> bool:
        """Whether the sentence denies, asks "what if", or tells of what is long over."""
        text = self.clock.sentence(sentence)
        return _SOFT.search(text) is not None

    def _is_generic(self, number: int) -> bool:
        text = self.clock.sentence(number)
        if _LATER.search(text) and not self.clock.anchored(number):
            return True
        if _DISGUISED.search(text):
            return False
        if not _QUESTION.search(text) and not (
                _FAQ_SHAPE.search(text) and number in self._thread.asked):
            return False
        if self.clock.anchored(number):
            return False
        words = set(text.split())
        if words & {"i", "my", "me", "am", "myself", "mi", "mis"}:
            return bool(_FAQ_SHAPE.search(text)) and not words & {"my", "mi"}
        someone = self._found.get("other_person", ())
        return not any(self._thread.sentence[s.start] == number for s in someone) and not (
            words & {"he", "she", "his", "her"})


def counts(rule: RuleEntry, meaning: Meaning, kind: str) -> bool:
    """Whether a span so meant may serve as evidence for `rule`."""
    said = meaning.assertion
    if kind == "word":
        return True
    if said.polarity == "absent" or said.experiencer == "other_past":
        return False
    if kind == "plea":
        return _in_time(rule, meaning, kind)
    if said.experiencer == "generic" or said.time == "hypothetical":
        return False
    return kind == "fact" or _in_time(rule, meaning, kind)


def _in_time(rule: RuleEntry, meaning: Meaning, kind: str) -> bool:
    when = meaning.when
    if meaning.over:
        return rule.window_days > 1 and max(when.ago or 0.0, when.lasting or 0.0) <= (
            rule.window_days)
    if when.ago is not None and when.ago > max(OLD_AFTER_DAYS, rule.window_days):
        return when.revived and kind != "event"
    if when.lasting is not None and when.lasting > LASTING_AFTER_DAYS and rule.lasting == "leave":
        return when.changed
    return True
