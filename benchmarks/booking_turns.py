"""How long a booking's turns take: each asks the action server and the database."""

from __future__ import annotations

from benchmarks.ours import Ours

_DETAILS = {
    "reason": "low back pain for two years",
    "mri": "yes",
    "name": "Ben Okafor",
    "phone": "312-555-0177",
}
_MOST_TURNS = 8


async def measure(ours: Ours, bookings: int) -> list[float]:
    """Seconds of every turn from the wish to the offered times; nothing is booked."""
    waits: list[float] = []
    for _ in range(bookings):
        async with ours.open_talk() as talk:
            await talk.ask("hello")
            text: str | None = "i would like to book an appointment"
            for _ in range(_MOST_TURNS):
                if text is None:
                    break
                wait, reply = await talk.say(text)
                waits.append(wait)
                text = _DETAILS.get(reply["metadata"].get("asks_for"))
    return waits
