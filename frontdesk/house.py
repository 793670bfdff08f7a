"""Put the desk together from its settings. The one place that knows every room."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import cast

from frontdesk import clock
from frontdesk.answers import Catalogue, LiveCatalogue
from frontdesk.booking.desk import BookingDesk
from frontdesk.booking.links import CalendarLinks
from frontdesk.booking.notices import VisitNotices
from frontdesk.booking.office import BookingOffice
from frontdesk.booking.proof import Proofs
from frontdesk.cases.ladder import Ladder
from frontdesk.channels.sms.customs import TextCustoms
from frontdesk.channels.sms.handover import Handover
from frontdesk.channels.web.push import Push
from frontdesk.clinic import Clinic, load_clinic
from frontdesk.clinic.changes import LiveClinic
from frontdesk.conversations.speaker import Speaker
from frontdesk.door import Door
from frontdesk.door.ahead import ReadAhead
from frontdesk.door.alarm import Alarms
from frontdesk.door.engine import Engine, HttpEngine
from frontdesk.door.inbox import Inbox
from frontdesk.door.journal import Journal
from frontdesk.door.late import Late
from frontdesk.door.notice import Notices
from frontdesk.door.shared_order import order_of
from frontdesk.door.texts import require_safety_texts
from frontdesk.door.turn import Handing, TurnLog
from frontdesk.promises.text_back import TextBacks
from frontdesk.safety import Rules, load_rules
from frontdesk.secrets import secret
from frontdesk.settings import Settings
from frontdesk.store import Store, open_store
from frontdesk.store.threads import StoreThreads

#: how long the door waits for the store to take a message, milliseconds
DOOR_WAIT_MS = 650


@dataclass(frozen=True)
class House:
    """The rooms, each made when it is first asked for."""

    settings: Settings

    @cached_property
    def clinic(self) -> Clinic:
        """The clinic's facts. Raises `FileError`."""
        base = load_clinic(self.settings.clinic_file)
        return cast(Clinic, LiveClinic(base, self.store, clock.now))

    @cached_property
    def catalogue(self) -> Catalogue:
        """The approved answers. Raises `FileError`."""
        return LiveCatalogue(self.settings.responses_dir)

    @cached_property
    def store(self) -> Store:
        """The store."""
        return open_store(self.settings)

    @cached_property
    def threads(self) -> StoreThreads:
        """Where answers are written, handed over and pushed."""
        return StoreThreads(self.store, "answers")

    @cached_property
    def speaker(self) -> Speaker:
        """Who turns keys into words."""
        return Speaker(self.catalogue, self.clinic)

    @cached_property
    def rules(self) -> Rules:
        """The safety rules."""
        return load_rules()

    @cached_property
    def ladder(self) -> Ladder:
        """Who is paged."""
        key = secret("SESSION_SECRET", self.settings)
        return Ladder(self.clinic, self.settings, key, self.speaker)

    @cached_property
    def engine(self) -> HttpEngine:
        """The engine on loopback."""
        has = self.settings
        return HttpEngine(has.engine_url, secret("ENGINE_TOKEN", has), has.turn_seconds)

    @cached_property
    def alarms(self) -> Alarms:
        """What is done with danger signs. Raises `FileError` where an approved text is missing."""
        require_safety_texts(self.catalogue, self.clinic)
        return Alarms(self.clinic, self.speaker, self.ladder)

    @cached_property
    def inbox(self) -> Inbox:
        """The first half of the door; it waits for the store only shortly."""
        waiting = open_store(self.settings, wait_ms=DOOR_WAIT_MS)
        texts = TextCustoms(
            self.clinic, self.speaker, confirms=self.settings.sms_stop_replies == "frontdesk"
        )
        return Inbox(
            waiting, self.rules, self.speaker, self.alarms, {"sms": texts}, self.turns.ready
        )

    @cached_property
    def turns(self) -> TurnLog:
        """The store's side of a turn."""
        handing: dict[str, Handing] = {"sms": self.handover.within, "web": Push.within}
        return TurnLog(self.store, self.clinic, self.speaker, Late(self.visit_notices), handing)

    @cached_property
    def handover(self) -> Handover:
        """Which texts the response of a webhook carries."""
        return Handover(self.store, self.clinic)

    @cached_property
    def calendar_links(self) -> CalendarLinks:
        """The signed addresses of calendar files."""
        return CalendarLinks(secret("SESSION_SECRET", self.settings), self.settings.public_base)

    @cached_property
    def visit_notices(self) -> VisitNotices:
        """What is said of visits unasked."""
        has = self.settings
        return VisitNotices(
            self.clinic,
            self.speaker,
            self.calendar_links,
            secret("LOOKUP_SECRET", has),
            texts=bool(has.twilio_account_sid and has.twilio_number),
            mails=bool(has.smtp_host),
        )

    @cached_property
    def text_backs(self) -> TextBacks:
        """The numbers of visitors who want a text when staff answer."""
        has = self.settings
        texts = bool(has.twilio_account_sid and has.twilio_number)
        return TextBacks(self.speaker, secret("LOOKUP_SECRET", has), texts)

    @cached_property
    def booking_office(self) -> BookingOffice:
        """What staff do with the calendar."""
        return BookingOffice(self.store, self.clinic, self.visit_notices)

    @cached_property
    def booking(self) -> BookingDesk:
        """The booking desk."""
        proofs = Proofs(secret("LOOKUP_SECRET", self.settings))
        return BookingDesk(self.store, self.clinic, self.visit_notices, proofs)

    def door(self, engine: Engine) -> Door:
        """The door, with an engine behind it."""
        return Door(
            self.store,
            self.inbox,
            self.turns,
            engine,
            self.settings.turn_seconds,
            notices=Notices(self.store, self.clinic),
            store_seconds=self.settings.store_seconds,
            journal=Journal(self.settings.data_dir / "journal" / "door.jsonl"),
            order=order_of(self.store),
            threads=self.threads,
            ahead=ReadAhead(engine.read) if isinstance(engine, HttpEngine) else None,
        )
