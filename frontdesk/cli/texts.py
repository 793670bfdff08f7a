"""Commands about texts: send one with the real credentials, show the record of a number."""

from __future__ import annotations

import argparse
from typing import Any

from frontdesk.agreements import without_agreement
from frontdesk.channels.sms.leave import number_key
from frontdesk.channels.sms.numbers import address_of
from frontdesk.channels.sms.provider import Outgoing, Refused
from frontdesk.channels.sms.twilio import Twilio
from frontdesk.cli.lines import write_lines
from frontdesk.conversations import consent, segments
from frontdesk.house import House
from frontdesk.settings import settings

_TRIAL = "{clinic}: this is a test of our texts. Reply STOP to opt out."


def add_to(commands: Any) -> None:
    """Add these commands."""
    sms = commands.add_parser("sms", help="send a text, or show what a number agreed to")
    verbs = sms.add_subparsers(dest="verb", required=True, metavar="VERB")
    send = verbs.add_parser("send", help="send one text with the real credentials")
    send.add_argument("number", help="+13125550123")
    send.add_argument("text", nargs="?", help="what to say; default: that it is a test")
    send.set_defaults(run=_send)
    consents = verbs.add_parser("consent", help="the record of a number: what it agreed to")
    consents.add_argument("number")
    consents.set_defaults(run=_consent)


def _send(options: argparse.Namespace) -> int:
    house = House(settings())
    has, address = house.settings, address_of(options.number)
    text = segments.plain(options.text or _TRIAL.format(clinic=house.clinic.clinic.name))
    refused = _not_sent(house, address)
    if refused is None:
        try:
            sid = Twilio(has).send(Outgoing(str(address), text))
            write_lines([{"ok": True, "id": sid, "to": address, "parts": segments.count(text)}])
            return 0
        except Refused as error:
            advice = _ADVICE.get(error.stops or "", "see the log of the provider")
            refused = f"{error.why}: {advice}"
    write_lines([{"ok": False, "error": refused}])
    return 1


_ADVICE = {
    "blocked": "its owner opted out at the provider; only START from that telephone ends it",
    "unreachable": "no telephone that can be texted",
}


def _not_sent(house: House, address: str | None) -> str | None:
    if not (house.settings.twilio_account_sid and house.settings.twilio_number):
        return "no provider is set: TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_NUMBER"
    if house.settings.production and "sms" in without_agreement(house.settings, house.clinic):
        return "no signed agreement stands behind texts: clinic.yml: compliance.vendors"
    if address is None:
        return "that is no number that can be texted"
    with house.store.read() as session:
        stopped = consent.standing(session, number_key(address)).stopped
    return f"its owner gets no texts from us ({stopped})" if stopped else None


def _consent(options: argparse.Namespace) -> int:
    house, address = House(settings()), address_of(options.number)
    if address is None:
        raise LookupError("that is no number that can be texted")
    with house.store.read() as session:
        lines = consent.record(session, number_key(address))
        write_lines(
            {
                "at": line.at,
                "kind": line.kind,
                "source": line.source,
                "purpose": line.purpose,
                "version": line.version,
                "wording": line.wording,
                "message": line.message_id,
            }
            for line in lines
        )
    return 0

