"""A booking as it takes shape: what is known, and what each message adds. No database here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk.booking.addresses import find_email
from frontdesk.booking.agreement import agreement, seems_question
from frontdesk.booking.details import Heard, Known, names_trouble, read, strong_details
from frontdesk.booking.mri import names_mri
from frontdesk.booking.names import introduced_name
from frontdesk.booking.reasons import UNSAID, passes, says_nothing
from frontdesk.booking.times import share_understood
from frontdesk.booking.wanted import Wanted, Window, wanted_from

#: slot of the dialogue -> what `asks_for` calls it; in the order they are asked
NEEDED = {
    "reason": "reason", "mri": "mri", "person_name": "name", "phone": "phone",
    "opening": "time", "booking_confirmed": "confirmation",
}
#: answers to one question that were none, until a person helps
_TRIES = 2
#: intents that may well be the answer to a question of ours
_OUR_TURN = frozenset(
    {"inform", "affirm", "deny", "correct", "book_consultation", "nlu_fallback", "out_of_scope",
     "goodbye", ""}
)
#: a text is about time when so much of it is; words of a short answer
_MOSTLY, _FEW = 0.6, 4
#: symptoms and advice, told when asked why they come, are the reason
_REASON_TOO = frozenset(
    {"faq", "new_symptom", "individual_advice", "medication_question", "candidacy_check",
     "complaint", "feedback_bad"}
)


@dataclass(frozen=True)
class Notes:
    """What is remembered between the questions.

    `why` tells the next question how to begin: again, taken, past, none, wanted, days, change.
    `ended`: left, person, minor, pregnancy, procedure, waiting or closed; the form is then over
    without a booking.
    """

    tries: Mapping[str, int] = field(default_factory=dict)
    wanted: Mapping[str, Any] | None = None
    offers: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    why: str | None = None
    ended: str | None = None
    #: the appointment that is being moved
    moving: str | None = None
    #: an e-mail address that was given on the way
    email: str | None = None
    #: slots that the last message filled beside the one that was asked for
    noted: tuple[str, ...] = ()
    #: the person does not want to be texted
    no_texts: bool = False

    def as_dict(self) -> dict[str, Any]:
        """As plain values, for a slot."""
        return {**self.__dict__, "tries": dict(self.tries), "offers": list(self.offers),
                "days": list(self.days), "noted": list(self.noted)}


def notes_from(values: Mapping[str, Any] | None) -> Notes:
    """What `as_dict` gave; a fresh page for None."""
    values = dict(values or {})
    for name in ("offers", "days", "noted"):
        values[name] = tuple(values.get(name) or ())
    return Notes(**values)


@dataclass(frozen=True)
class Said:
    """One message: words, or what a button carried, with the intent the engine saw."""

    text: str
    values: Mapping[str, Any]
    intent: str
    now: datetime

    @property
    def pressed(self) -> bool:
        """Whether it was a button."""
        return self.text.startswith("/")

    @property
    def words(self) -> str:
        """What was written; nothing for a button."""
        return "" if self.pressed else self.text


@dataclass(frozen=True)
class Draft:
    """The details so far, named as the slots are."""

    reason: str | None = None
    mri: str | None = None
    person_name: str | None = None
    phone: str | None = None
    opening: str | None = None
    booking_confirmed: bool | None = None
    for_whom: str | None = None
    notes: Notes = Notes()
    #: an opening that was named and is to be held; not kept between messages
    picked: str | None = None

    @property
    def missing(self) -> str | None:
        """The slot to ask for next; None when nothing is missing."""
        return next((slot for slot in NEEDED if getattr(self, slot) is None), None)

    @property
    def wanted(self) -> Wanted | None:
        """What is wanted of the time."""
        return wanted_from(dict(self.notes.wanted)) if self.notes.wanted else None


def resume(draft: Draft, said: Said) -> Draft:
    """After something else was answered: take only details that can not be mistaken.

    What is asked again no longer begins with what went wrong before.
    """
    why = None if draft.notes.why in ("again", "taken", "past", "none") else draft.notes.why
    draft = _note(draft, email=find_email(said.words) or draft.notes.email)
    after = _with(draft, strong_details(said.words))
    return _note(after, why=why, noted=_noted(after, draft, None))


def _noted(after: Draft, before: Draft, asked: str | None) -> tuple[str, ...]:
    """The name or number that came beside what was asked for, or took the place of another."""
    return tuple(
        slot for slot in ("person_name", "phone")
        if getattr(after, slot) != getattr(before, slot) and slot != asked
    )


def take_in(draft: Draft, asked: str | None, said: Said, zone: ZoneInfo) -> Draft | None:
    """The draft after a message; None when the message is about something else.

    Args:
        asked: the slot that was asked for; None for the message that began the booking.
    """
    email = find_email(said.words) or draft.notes.email
    refuses = bool(_NO_TEXTS.search(said.words))
    no_texts = draft.notes.no_texts or refuses
    notes = replace(draft.notes, why=None, email=email, noted=(), no_texts=no_texts)
    draft = replace(draft, notes=notes)
    if said.pressed:
        return _press(draft, asked, said)
    known = Known(draft.person_name, draft.phone)
    heard = read(said.words, NEEDED.get(asked or ""), said.now, zone, known)
    if asked is not None and (heard.leaves or _goodbye(heard, said)):
        return _ended(draft, "left")
    if heard.through_staff:
        return _ended(_with(draft, heard), heard.through_staff)
    if asked == "reason" and passes(said.words):
        return replace(draft, reason=UNSAID)
    if asked is not None and _digresses(heard, asked, said, zone):
        return None
    after = _with(draft, heard)
    if asked is not None:
        after = _note(after, noted=_noted(after, draft, asked))
    if asked == "opening" and _WAITING.search(said.words):
        return _ended(after, "waiting")
    if asked == "opening":
        after = _choose_by_word(after, draft, said.words)
    if asked == "booking_confirmed":
        after = _confirm(after, draft, heard)
    repeated = asked == "opening" and heard.wanted is not None
    if asked is None or said.intent == "book_consultation" or repeated:
        return after
    told_again = bool(heard.phone or heard.mri or heard.for_whom) and after.notes.noted == ()
    told_again = told_again or refuses
    if _got_on(after, draft, asked, told_again and not draft.notes.tries.get(asked)):
        return after
    return _wrong(after, asked)


_NO_TEXTS = re.compile(
    r"\b(?:(?:no|without) texts?(?: messages?)?|(?:do not|don'?t|never|can'?t) (?:text|get texts|"
    r"send (?:me )?texts?)|calls? only|only calls?|land ?line|no mensajes|"
    r"no me (?:mande|envie|envíe)n? (?:mensajes|textos))\b", re.I)


def _written_as_name(words: str) -> bool:
    """"Will Chen" is a name whatever it sounds like; "talk to somebody" only has the shape."""
    capitals = re.fullmatch(r"(?:[^\W\d_a-z][\w'.-]*\s*){2,5}", words.strip())
    return bool(capitals) or introduced_name(words) is not None


def _goodbye(heard: Heard, said: Said) -> bool:
    return said.intent == "goodbye" and not heard.anything() and not heard.agrees


def _press(draft: Draft, asked: str | None, said: Said) -> Draft | None:
    values = said.values
    if "opening" in values:
        return replace(draft, opening=None, booking_confirmed=None, picked=str(values["opening"]))
    if "day" in values:
        return _day(draft, str(values["day"]))
    if asked == "reason" and values.get("visit") == "skip":
        return replace(draft, reason=UNSAID)
    if values.get("mri") in ("yes", "no", "unsure"):
        return replace(draft, mri=values["mri"])
    if "change" in values:
        return _change(draft, str(values["change"]))
    if asked == "booking_confirmed" and said.intent == "affirm":
        return replace(draft, booking_confirmed=True)
    if asked == "booking_confirmed" and said.intent == "deny":
        return _note(draft, why="change")
    if asked is None or said.intent in ("inform", "affirm", "deny", "book_consultation"):
        return draft
    return None


def _day(draft: Draft, day: str) -> Draft:
    """A day's button, or "more days"."""
    if day == "more":
        return _note(replace(draft, opening=None), why="days")
    try:
        only = date.fromisoformat(day)
    except ValueError:
        return draft
    return _want(draft, Wanted((Window(only, only),)))


def _change(draft: Draft, what: str) -> Draft:
    """What to change, asked after a "no" to the summary."""
    slots = {asks: slot for slot, asks in NEEDED.items()}
    if what == "nothing":
        return _ended(draft, "left")
    if what == "waiting":
        return _ended(draft, "waiting")
    if what == "time":
        return _note(replace(draft, opening=None), why="days", wanted=None)
    if what in ("name", "phone", "reason", "mri"):
        emptied: dict[str, Any] = {slots[what]: None}
        return replace(draft, **emptied)
    return draft


def _digresses(heard: Heard, asked: str, said: Said, zone: ZoneInfo) -> bool:
    """Whether the message is about something else, which the dialogue answers first."""
    intent = said.intent.split("/")[0]
    if asked == "reason" and said.intent != "thanks" and says_nothing(said.words):
        return False
    if intent in _OUR_TURN:
        return heard.asks and not heard.anything()
    if asked == "person_name" and heard.name and _written_as_name(said.words):
        return False
    if intent == "faq" and (heard.asks or seems_question(said.words)):
        return True
    if asked == "reason" and intent in _REASON_TOO:
        plain = intent != "faq" or names_trouble(said.words)
        return heard.reason is None or heard.asks or not plain
    about_time = heard.wanted and share_understood(said.words, said.now, zone) >= _MOSTLY
    short = len(said.words.split()) <= _FEW and agreement(said.words) is not None
    about_mri = names_mri(said.words) or short or heard.mri == "unsure"
    given = {
        "mri": heard.mri and about_mri, "phone": heard.phone,
        "opening": about_time, "booking_confirmed": about_time or heard.phone,
    }
    return not given.get(asked)


def _with(draft: Draft, heard: Heard) -> Draft:
    """The draft with every detail that was heard; a new one takes the place of an old one."""
    for_whom = heard.for_whom or draft.for_whom
    # "it's for my mom", once a name is known: whose name that was has to be asked
    other = for_whom != draft.for_whom and for_whom != "self"
    draft = replace(
        draft,
        reason=heard.reason or draft.reason, mri=heard.mri or draft.mri,
        person_name=heard.name or (None if other else draft.person_name),
        phone=heard.phone or draft.phone, for_whom=for_whom,
        booking_confirmed=None if other else draft.booking_confirmed,
    )
    if heard.wanted is None:
        return draft
    # "11 am", after "Friday": on Friday
    before = draft.wanted if draft.opening is None else None
    return _want(draft, heard.wanted.on_days_of(before) if before else heard.wanted)


def _want(draft: Draft, wanted: Wanted) -> Draft:
    return _note(replace(draft, opening=None, booking_confirmed=None), wanted=wanted.as_dict())


_NUMBER = re.compile(r"(?:(?:option|number|choice|the|#|no\.?)\s*)*(?P<n>\d)\W*", re.I)
_PLACES = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3,
           "4th": 3, "fifth": 4, "5th": 4, "last": -1, "primero": 0, "segundo": 1, "tercero": 2}
_PLACE = re.compile(
    rf"\W*(?:the |el |la )?(?P<w>{'|'.join(_PLACES)})(?: (?:one|option|time))?"
    r"(?: please| works| is (?:fine|good)| thanks?)*\W*", re.I)
_OTHER = re.compile(
    r"\b(?:none|(?:some|any)?(?:thing| time| day| date)? ?else|"
    r"other (?:times?|days?|options?|dates?)|"
    r"another (?:time|day|date|one)|different (?:time|day|date)|more (?:times?|days?|options?)|"
    r"(?:those|these|that|it) (?:do ?n'?t|does ?n'?t|wo ?n'?t) work|neither|ninguno|otro|otra)\b",
    re.I,
)


_WAITING = re.compile(
    r"\b(?:wait(?:ing)?[ -]?list|(?:text|tell|call|let|notify|message) me (?:know )?"
    r"(?:if|when) (?:something|anything|one|a (?:spot|time)|you)|lista de espera|"
    r"if (?:something|anything|a spot) (?:opens|frees|comes)(?: up)?)\b", re.I)


def _choose_by_word(after: Draft, before: Draft, words: str) -> Draft:
    """A number or a place in the list that was offered, or a wish for other times."""
    place = _place(words, len(before.notes.offers))
    if place is not None:
        picked = before.notes.offers[place]
        return replace(after, picked=picked, opening=None,
                       notes=replace(after.notes, wanted=before.notes.wanted))
    if after.notes.wanted == before.notes.wanted and _OTHER.search(words):
        return _note(after, why="days", wanted=None)
    return after


def _place(words: str, count: int) -> int | None:
    if match := _NUMBER.fullmatch(words.strip()):
        number = int(match["n"]) - 1
        return number if 0 <= number < count else None
    if match := _PLACE.fullmatch(words.strip()):
        number = _PLACES[match["w"].lower()]
        return number if -1 <= number < count and count else None
    return None


def _confirm(after: Draft, before: Draft, heard: Heard) -> Draft:
    """A change counts before a yes: "yes, but make it Friday" is no yes to the old time."""
    changed = _details(after) != _details(before) or after.notes.wanted != before.notes.wanted
    if changed:
        return after
    if heard.agrees:
        return replace(after, booking_confirmed=True)
    if heard.agrees is False:
        return _note(after, why="change")
    return after


def _details(draft: Draft) -> tuple[Any, ...]:
    return (draft.reason, draft.mri, draft.person_name, draft.phone, draft.opening, draft.for_whom)


def _got_on(after: Draft, before: Draft, asked: str, told_again: bool) -> bool:
    """Whether the message did what was asked of it, or told something else, be it once more."""
    if getattr(after, asked) is not None or after.picked or after.notes.ended or told_again:
        return True
    return (
        _details(after) != _details(before)
        or after.notes.why is not None
        or after.notes.wanted != before.notes.wanted
    )


def _wrong(draft: Draft, asked: str) -> Draft:
    tries = {**draft.notes.tries, asked: draft.notes.tries.get(asked, 0) + 1}
    if asked == "reason" and tries[asked] >= _TRIES:
        # it keeps nobody from coming: staff ask at the visit
        return replace(draft, reason=UNSAID)
    draft = _note(draft, tries=tries, why="again")
    return _ended(draft, "person") if tries[asked] >= _TRIES else draft


def _ended(draft: Draft, how: str) -> Draft:
    return _note(draft, ended=how)


def _note(draft: Draft, **changes: Any) -> Draft:
    return replace(draft, notes=replace(draft.notes, **changes))
