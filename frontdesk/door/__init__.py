"""The door: the one way in for every message of every channel."""

from frontdesk.door.inbound import Inbound, Received
from frontdesk.door.door import Door

__all__ = ["Door", "Inbound", "Received"]
