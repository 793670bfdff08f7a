"""`python -m frontdesk COMMAND`: the command line."""

from __future__ import annotations

from frontdesk.run.one_thread import use_one_thread

use_one_thread()

from frontdesk.cli.main import main  # noqa: E402
from frontdesk.run.log import configure_logs  # noqa: E402

if __name__ == "__main__":
    # What a command writes is read by programs: log lines go to the other stream.
    configure_logs("command")
    raise SystemExit(main())
