"""The store: one SQL database that knows what was said, booked, raised and promised."""

from frontdesk.store.database import Store, open_store

__all__ = ["Store", "open_store"]
