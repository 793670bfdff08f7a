"""Ways out that lead through a vendor, and whether a signed agreement stands behind each.

Whoever handles what patients write for the clinic needs a business associate agreement first
(HIPAA, 45 CFR 164.504(e)). In production a way without one stays closed, as if it were not set.
"""

from __future__ import annotations

import structlog

from frontdesk.clinic import Clinic, load_clinic
from frontdesk.settings import Settings

log = structlog.get_logger()

#: way -> the setting that opens it
WAYS = {"sms": "twilio_account_sid", "email": "smtp_host", "webhook": "page_webhook_url"}


def without_agreement(settings: Settings, clinic: Clinic) -> list[str]:
    """The ways that are set and that no signed agreement of `clinic.yml` covers."""
    opened = [way for way, setting in WAYS.items() if getattr(settings, setting)]
    return [way for way in opened if not clinic.compliance.covers(way)]


def agreed(settings: Settings) -> Settings:
    """`settings`, in production without the ways that lack an agreement. Raises `FileError`."""
    if not settings.production:
        return settings
    closed = without_agreement(settings, load_clinic(settings.clinic_file))
    for way in closed:
        log.critical("transport.no_agreement", transport=way)
    return settings.model_copy(update={WAYS[way]: "" for way in closed})
