"""What a database keeps of a text."""

from __future__ import annotations

import re

#: PostgreSQL keeps no NUL and no database a lone surrogate; everything else is kept as typed
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text without the few characters that no database keeps."""
    return _UNSTORABLE.sub("\ufffd", text)
