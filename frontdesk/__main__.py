"""`python -m frontdesk COMMAND`: the command line."""

from __future__ import annotations

from frontdesk.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
