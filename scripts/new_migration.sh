#!/usr/bin/env bash
# Write a migration from what the tables say now: scripts/new_migration.sh 0002 "What it changes"
set -euo pipefail
cd "$(dirname "$0")/.."
DATA_DIR=$(mktemp -d) .venv/bin/python - "$1" "$2" <<'PY'
import sys

from alembic import command

from frontdesk.settings import settings
from frontdesk.store import open_store
from frontdesk.store.migrate import _config, upgrade

store = open_store(settings())
upgrade(store)
command.revision(_config(store), sys.argv[2], autogenerate=True, rev_id=sys.argv[1])
PY
