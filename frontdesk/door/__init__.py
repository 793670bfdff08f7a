"""The door: the one way in for every message of every channel."""

from frontdesk.door.door import Door
from frontdesk.door.inbound import Inbound, Received, Spoken
from frontdesk.door.journal import NotKept

__all__ = ["Door", "Inbound", "NotKept", "Received", "Spoken"]
