"""The approved texts without which nobody may be served: all of them are there, or no start."""

from __future__ import annotations

from collections.abc import Iterator

from frontdesk.answers import Catalogue, gsm7
from frontdesk.answers.model import Entry
from frontdesk.cases.second_line import SECOND_LINES
from frontdesk.clinic import Clinic
from frontdesk.clinic.spoken import values
from frontdesk.door import alarm
from frontdesk.safety.texts import ASKS, KEY
from frontdesk.safety.tiers import CRISIS, EMERGENCY, RAISED_HERE, TIER_OF
from frontdesk.yaml_file import FileError

CHANNELS = ("web", "sms")
_HELP = {EMERGENCY: ("911",), CRISIS: ("911", "988", "800-799-7233")}
#: what the desk fills in itself
_OWN_VALUES = {"when"}


def safety_keys() -> Iterator[str]:
    """Every response that an alarm may need."""
    names = {*RAISED_HERE, *ASKS, "suicide_self_harm_family"}
    yield from (f"{KEY}{name}" for name in sorted(names))
    yield from (alarm.LOCKED, alarm.LOCKED_CRISIS, alarm.LOCKED_URGENT)
    yield from (alarm.ASK_NUMBER, alarm.NUMBER_NOTED, *dict.fromkeys(SECOND_LINES))


def require_safety_texts(catalogue: Catalogue, clinic: Clinic) -> None:
    """Check that each text is there on each channel in each approved language.

    Raises:
        FileError: naming file, line and key of the first that is missing or can not be sent.
    """
    known = {name for name, value in values(clinic).items() if value} | _OWN_VALUES
    spoken = ("en", *clinic.languages_approved)
    needed = [(key, spoken) for key in safety_keys()] + [(k, ("es",)) for k in alarm.IN_SPANISH]
    for key, languages in needed:
        entry = catalogue.get(key)
        if entry is None:
            folder = next(iter(catalogue.values())).file.parent
            raise FileError(folder, 1, key, "this safety text is missing: nobody may be served")
        for channel in CHANNELS:
            for language in languages:
                _require(entry, channel, language, known)


def _require(entry: Entry, channel: str, language: str, known: set[str]) -> None:
    wordings = [w for w in entry.on(channel, language) if set(w.required) <= known]
    if not wordings:
        why = f"this safety text has no wording on {channel} in {language!r} that can be said"
        raise FileError(entry.file, entry.line, entry.key, why)
    for wording in wordings:
        if channel == "sms" and not gsm7.fits(gsm7.plain(wording.text)):
            raise FileError(entry.file, entry.line, entry.key, "does not fit into two texts")
        help_lines = _HELP.get(TIER_OF.get(entry.key.removeprefix(KEY), ""), ())
        if help_lines and not any(number in wording.text for number in help_lines):
            why = f"names none of {', '.join(help_lines)}"
            raise FileError(entry.file, entry.line, entry.key, why)
