"""Bring the database to the newest form, or back."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from frontdesk.store.database import Store

_FOLDER = Path(__file__).parent / "migrations"


def upgrade(store: Store, revision: str = "head") -> None:
    """Migrate forward to `revision`."""
    command.upgrade(_config(store), revision)


def downgrade(store: Store, revision: str) -> None:
    """Migrate back to `revision` ('base': nothing left)."""
    command.downgrade(_config(store), revision)


def _config(store: Store) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["store"] = store
    return config
