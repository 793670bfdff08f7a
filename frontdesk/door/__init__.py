"""The door: the one way in for every message of every channel."""

from frontdesk.door.door import Door
from frontdesk.door.inbound import Inbound, Received

__all__ = ["Door", "Inbound", "Received"]
