"""The clinic's own facts, read from `clinic.yml`."""

from frontdesk.clinic.model import Clinic, load_clinic

__all__ = ["Clinic", "load_clinic"]
