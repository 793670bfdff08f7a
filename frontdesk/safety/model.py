"""What goes into the safety layer and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Polarity = Literal["present", "absent", "unsure"]
Time = Literal["now", "recent", "resolved", "hypothetical"]
Experiencer = Literal["self", "other_now", "other_past", "generic"]


@dataclass(frozen=True)
class Earlier:
    """A message the same person sent before."""

    text: str
    at: datetime


@dataclass(frozen=True)
class Asked:
    """The safety question the conversation put last, by the category whose text asked it."""

    category: str
    at: datetime


@dataclass(frozen=True)
class Context:
    """What the clinic knows of the person; None is "not known".

    Attributes:
        procedure_days: Whole days since the last spine procedure.
        postpartum_days: Whole days since birth.
        age: In years.
    """

    procedure_days: int | None = None
    blood_thinner: bool | None = None
    pregnant: bool | None = None
    postpartum_days: int | None = None
    cancer_history: bool | None = None
    osteoporosis: bool | None = None
    long_steroid: bool | None = None
    immune_suppressed: bool | None = None
    age: int | None = None


@dataclass(frozen=True)
class SafetyInput:
    """One new message with what is needed to judge it.

    Attributes:
        earlier: Messages before it, oldest first; only those of the last 24 hours are read.
        attachments: How many pictures or voice notes came with it.
    """

    text: str
    at: datetime
    earlier: tuple[Earlier, ...] = ()
    asked: Asked | None = None
    context: Context = Context()
    attachments: int = 0


@dataclass(frozen=True)
class Evidence:
    """Words that made a rule fire: `text == message_text[start:end]`.

    Attributes:
        message: 0..n-1 for the earlier messages, n for the new one.
    """

    text: str
    message: int
    start: int
    end: int


@dataclass(frozen=True)
class Assertion:
    """How the words were meant."""

    polarity: Polarity = "present"
    time: Time = "now"
    experiencer: Experiencer = "self"


@dataclass(frozen=True)
class Finding:
    """A danger sign.

    Attributes:
        rule: Id of the rule, `classifier`, or what else raised it (`asked/...`, `silence/...`).
    """

    category: str
    tier: str
    rule: str
    evidence: tuple[Evidence, ...] = ()
    assertion: Assertion = Assertion()


@dataclass(frozen=True)
class Assessment:
    """Everything safety says about one message.

    Attributes:
        findings: Highest tier first, then the tie order; one for each category.
        do_not_reply: The person asked us not to answer: send nothing, page staff.
        negatives: Signs the person said they do not have.
        settled: The message answers the question in `asked`, so its silence clock stops.
    """

    findings: tuple[Finding, ...] = ()
    do_not_reply: bool = False
    negatives: tuple[str, ...] = ()
    settled: bool = False


@dataclass(frozen=True)
class TextChoice:
    """Which approved texts to send, in this order.

    Attributes:
        keys: Response keys of data/responses/red_flag.yml; empty where nothing may be sent.
        asks: The category to put in `Asked` once they are sent, if they ask a question.
    """

    keys: tuple[str, ...] = ()
    asks: str | None = None
