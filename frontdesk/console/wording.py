"""Check a canned reply as strictly as an approved answer."""

from __future__ import annotations

import re
from pathlib import Path

from frontdesk.answers.lint_rules import load_rules
from frontdesk.answers.lint_said import Said
from frontdesk.answers.lint_wording import wording_problems
from frontdesk.answers.model import Entry, Wording
from frontdesk.clinic import Clinic
from frontdesk.clinic.spoken import values

LONGEST = 600
_KEY = "utter_canned_reply"


def problems(clinic: Clinic, text: str) -> list[str]:
    """What may not be said so, each in a sentence."""
    if not text.strip():
        return ["It is empty."]
    if len(text) > LONGEST:
        return [f"It holds more than {LONGEST} characters."]
    if re.search(r"[{}]", text):
        return ["Leave out the braces: write the words themselves."]
    wording = Wording(text=text)
    entry = Entry(_KEY, (wording,), Path("canned replies"), 1, (1,))
    known = {k: v for k, v in values(clinic).items() if v}
    found = wording_problems(Said(entry, wording, 1, known), load_rules())
    return [f"{p.message[:1].upper()}{p.message[1:]}." for p in found]
