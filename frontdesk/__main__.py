"""`python -m frontdesk COMMAND`: the command line."""

from __future__ import annotations

from frontdesk.cli.main import main
from frontdesk.run.log import configure_logs

if __name__ == "__main__":
    # What a command writes is read by programs: log lines go to the other stream.
    configure_logs("command")
    raise SystemExit(main())
