"""Put the desk together from its settings. The one place that knows every room."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from frontdesk.answers import Catalogue, LiveCatalogue
from frontdesk.cases.ladder import Ladder
from frontdesk.clinic import Clinic, load_clinic
from frontdesk.conversations.speaker import Speaker
from frontdesk.door import Door
from frontdesk.door.alarm import Alarms
from frontdesk.door.engine import Engine, HttpEngine
from frontdesk.door.inbox import Inbox
from frontdesk.door.turn import TurnLog
from frontdesk.safety import Rules, load_rules
from frontdesk.secrets import secret
from frontdesk.settings import Settings
from frontdesk.store import Store, open_store

#: how long the door waits for the store to take a message, milliseconds
DOOR_WAIT_MS = 700


@dataclass(frozen=True)
class House:
    """The rooms, each made when it is first asked for."""

    settings: Settings

    @cached_property
    def clinic(self) -> Clinic:
        """The clinic's facts. Raises `FileError`."""
        return load_clinic(self.settings.clinic_file)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The approved answers. Raises `FileError`."""
        return LiveCatalogue(self.settings.responses_dir)

    @cached_property
    def store(self) -> Store:
        """The store."""
        return open_store(self.settings)

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

    def door(self, engine: Engine) -> Door:
        """The door, with an engine behind it."""
        waiting = open_store(self.settings, wait_ms=DOOR_WAIT_MS)
        alarms = Alarms(self.clinic, self.speaker, self.ladder)
        inbox = Inbox(waiting, self.rules, self.speaker, alarms)
        turns = TurnLog(self.store, self.clinic, self.speaker)
        return Door(self.store, inbox, turns, engine, self.settings.turn_seconds)
