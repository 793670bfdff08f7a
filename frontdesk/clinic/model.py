"""What `clinic.yml` may hold. Unknown keys are refused with file, line and key."""

from __future__ import annotations

import re
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from frontdesk.yaml_file import load_model

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYS: tuple[Day, ...] = get_args(Day)
_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")


class Part(BaseModel):
    """A part of the file: complete, frozen, nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Span(Part):
    """A stretch of one local day, `starts` before `ends`."""

    starts: time
    ends: time


def _spans(value: object) -> object:
    """'08:30-12:00, 13:00-17:00' as spans; a lunch gap is two of them."""
    if not isinstance(value, str):
        return value
    spans = []
    for part in value.split(","):
        match = _SPAN.fullmatch(part.strip())
        if not match:
            raise ValueError(f"write hours as 08:30-17:00, not {part.strip()!r}")
        h1, m1, h2, m2 = map(int, match.groups())
        spans.append(Span(starts=time(h1, m1), ends=time(h2, m2)))
        if spans[-1].starts >= spans[-1].ends:
            raise ValueError(f"{part.strip()!r} ends before it starts")
    return tuple(spans)


Spans = Annotated[tuple[Span, ...], BeforeValidator(_spans)]
Week = dict[Day, Spans]


class Identity(Part):
    """Who the clinic is and where it can be reached."""

    name: str
    demonstration: bool = False
    city_state: str
    state: str
    timezone: str
    timezone_name: str
    phone: str
    after_hours_phone: str | None = None
    fax: str | None = None
    email: str | None = None
    address: str | None = None
    directions: str | None = None
    parking: str | None = None
    services: tuple[str, ...] = ()
    source_page: str = "our spine page"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{name!r} is not a time zone") from error
        return name


class Holidays(Part):
    """Days the clinic is closed: named public holidays and dates of its own."""

    country: str | None = None
    names: tuple[str, ...] = ()
    closed: tuple[date, ...] = ()


def _texting_hours() -> Week:
    weekday, sunday = _spans("09:00-19:00"), _spans("12:00-18:00")
    return {day: sunday if day == "sunday" else weekday for day in DAYS}  # type: ignore[misc]


class Kind(Part):
    """A kind of consultation and its length in minutes."""

    id: str
    title: str
    minutes: int = Field(gt=0, le=480)


class Provider(Part):
    """Someone, or a room, that takes consultations, and when."""

    id: str
    name: str
    hours: Week
    #: calendars that say when they are busy: an https address, a file beside clinic.yml, or
    #: $NAME for an address kept in the environment
    busy: tuple[str, ...] = ()


class Booking(Part):
    """The rules of booking; times in minutes, hours or days as the names say."""

    kinds: tuple[Kind, ...]
    providers: tuple[Provider, ...]
    buffer_before_minutes: int = Field(0, ge=0, multiple_of=5)
    buffer_after_minutes: int = Field(0, ge=0, multiple_of=5)
    step_minutes: int = Field(30, gt=0, multiple_of=5)
    least_notice_hours: int = Field(0, ge=0)
    horizon_days: int = Field(45, gt=0, le=365)
    hold_minutes: int = Field(10, gt=0)
    #: how long someone of the waiting list may think about an opening
    waiting_hold_minutes: int = Field(60, gt=0)
    #: how long before the visit people are reminded, hours
    reminder_hours: tuple[int, ...] = (48, 3)
    #: a busy calendar that was not read for so long makes bookings requests, minutes
    busy_stale_minutes: int = Field(60, gt=0)


class Rung(Part):
    """Someone who can be paged."""

    name: str
    email: str | None = None
    sms: str | None = None


class DrillTime(Part):
    """When a drill is held each week, local time."""

    day: Day
    at: time


class Alerts(Part):
    """Whom to page, in order, and whether anyone is there out of hours."""

    on_call: bool
    ladder: tuple[Rung, ...]
    drill: DrillTime | None = None


class Texting(Part):
    """The texting programme. `hours`: when a number is texted unasked, in its own local time.

    The default is narrower than the law asks (47 CFR 64.1200(c)(1): 8 am to 9 pm; Florida and
    others: to 8 pm; Texas: Sundays from noon), but Rhode Island's: narrow it for patients there.
    """

    hours: Week = Field(default_factory=_texting_hours)
    campaign_id: str | None = None


class Statements(Part):
    """Sentences the clinic stands by; one that is missing is never guessed."""

    medicare: str | None = None
    financing: str | None = None
    consultation_length: str | None = None
    consultation_fee: str | None = None
    estimate_notice: str | None = None
    general_information: str | None = None
    telehealth: str | None = None
    travel: str | None = None
    referral: str | None = None
    age_policy: str | None = None
    cell_source: str | None = None
    mri_max_age: str | None = None
    numbing: str | None = None
    softwave: str | None = None
    neck: str | None = None
    other_joints: str | None = None
    clinicians: str | None = None
    records_contact: str | None = None
    languages_notice: str | None = None
    state_stem_cell_notice: str | None = None


class Links(Part):
    """Where the pages the law asks for are found."""

    privacy: str
    accessibility: str
    language_help: str
    nondiscrimination: str


class AnswerPolicy(Part):
    """What happens to an answer whose review is due."""

    when_due: Literal["warn", "withhold"] = "withhold"


class Retention(Part):
    """How many days things are kept; laws differ by state (clinic's counsel decides)."""

    #: conversations without a visit and without a case
    anonymous_days: int = Field(365, gt=0)
    #: conversations that were part of somebody's care
    in_care_days: int = Field(3650, gt=0)
    #: what was sent by text or mail, beside the transcript
    outbox_days: int = Field(30, gt=0)


class Vendor(Part):
    """Someone outside who handles what patients write, such as the text provider."""

    name: str
    #: the ways out that lead through them
    carries: tuple[Literal["sms", "email", "webhook"], ...] = ()
    #: when the business associate agreement was signed (HIPAA, 45 CFR 164.504(e))
    agreement_signed: date | None = None


class Compliance(Part):
    """What the clinic's counsel and privacy officer keep in order."""

    #: when counsel looked at wording, consent and retention last, and when they look again
    legal_review_on: date | None = None
    legal_review_due: date | None = None
    vendors: tuple[Vendor, ...] = ()

    @property
    def unsigned(self) -> tuple[Vendor, ...]:
        """Vendors without a signed agreement."""
        return tuple(v for v in self.vendors if v.agreement_signed is None)

    def covers(self, transport: str) -> bool:
        """Whether a signed agreement stands behind a way out."""
        return any(transport in v.carries and v.agreement_signed for v in self.vendors)


class Clinic(Part):
    """All of `clinic.yml`."""

    clinic: Identity
    hours: Week
    holidays: Holidays = Holidays()
    booking: Booking
    alerts: Alerts
    texting: Texting = Texting()
    statements: Statements = Statements()
    links: Links
    answers: AnswerPolicy = AnswerPolicy()
    retention: Retention = Retention()
    compliance: Compliance = Compliance()
    languages_approved: tuple[Literal["es"], ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's time zone."""
        return ZoneInfo(self.clinic.timezone)


def load_clinic(path: Path) -> Clinic:
    """The clinic as `path` tells it. Raises `FileError` naming file, line and key."""
    return load_model(path, Clinic)
