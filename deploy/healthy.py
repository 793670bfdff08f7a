"""Whether a process of this container can work; for health checks. Standard library only.

`python healthy.py URL`      the address answers 200
`python healthy.py URL KEY`  what it answers, whatever the status, has `KEY: true`

Exit status 0: yes, 1: no.
"""

from __future__ import annotations

import http.client
import json
import sys
from urllib.parse import urlsplit

SECONDS = 4.0


def main(words: list[str]) -> int:
    """The exit status for these arguments."""
    try:
        good = _answers(*words)
    except (OSError, http.client.HTTPException, ValueError):
        good = False
    return 0 if good else 1


def _answers(url: str, key: str = "") -> bool:
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=SECONDS)
    try:
        connection.request("GET", where.path or "/")
        response = connection.getresponse()
        content = response.read()
    finally:
        connection.close()
    return bool(json.loads(content).get(key) is True) if key else response.status == 200


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
