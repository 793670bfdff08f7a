"""A database with nothing in it, beside the one that is backed up."""

from __future__ import annotations

from tests.unit.store.conftest import bare

__all__ = ["bare"]
