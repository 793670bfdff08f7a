"""From the cost of a message to a group of clinics: `python -m benchmarks.growth`.

Machines, writes and disk for so many messages a day, from what `benchmarks.growth_cost` measured
(growth_measured.json) and what is assumed (growth.yml: change it). `docs/scaling.md` shows the
table of two sizes and is checked against this.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.growth_peak import waits_at_the_peak

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs" / "scaling.md"
_DAY = 86_400
_UNIT = ("server", "engine", "actions")
_GIB = 2**30


@dataclass(frozen=True)
class Growth:
    """What so many messages a day come to. Rates are a second's, bytes a message's."""

    messages: float
    measured: Mapping[str, Any]
    assumed: Mapping[str, Any]

    @property
    def peak(self) -> float:
        """Messages in a second of the busiest minute of the busiest day."""
        factors = self.assumed["peak"]
        return self.messages / _DAY * factors["hour"] * factors["day"] * factors["minute"]

    def cpu(self, *names: str) -> float:
        """Processor seconds a message of these processes."""
        return sum(self.measured["cpu_ms"].get(name, 0.0) for name in names) / 1000

    @property
    def unit_rate(self) -> float:
        """Messages a second that one unit may be given: the engine has one core, all have two."""
        cores = self.assumed["machines"]["unit"]["cores"]
        slowest = max(*(self.cpu(name) for name in _UNIT), self.cpu(*_UNIT) / cores)
        return self.assumed["busy"] / slowest

    @property
    def units(self) -> int:
        """Units, with those that may be lost."""
        needed = math.ceil(self.peak / self.unit_rate)
        return needed + max(1, math.ceil(needed * self.assumed["spare_units"]))

    @property
    def workers(self) -> int:
        """Workers: two at least, for one may be lost."""
        return max(2, math.ceil(self.peak * self.cpu("worker") / self.assumed["busy"]))

    @property
    def database_cores(self) -> int:
        """Cores that PostgreSQL needs at the peak."""
        looks = self.units * self.measured["idle"]["cpu_ms"]["postgres"] / 1000
        return math.ceil((self.peak * self.cpu("postgres") + looks) / self.assumed["busy"])

    @property
    def kept(self) -> int:
        """Bytes that a message leaves in the database, indexes included."""
        return int(self.measured["database"]["disk bytes"])

    @property
    def stored(self) -> float:
        """Bytes that stand in the database when as much is erased as comes in."""
        for_years = self.assumed["in_care"] * self.assumed["years_in_care"] * 365
        days = (1 - self.assumed["in_care"]) * self.assumed["days_kept"] + for_years
        return self.messages * self.kept * days

    @property
    def sockets(self) -> float:
        """Sockets that are open in the busiest hour."""
        factors = self.assumed["peak"]
        rate = self.messages / _DAY * factors["hour"] * factors["day"]
        return rate * 60 * self.assumed["sockets_each"]

    @property
    def machines(self) -> dict[str, int]:
        """How many of each kind; a small one carries two workers, or a console and a proxy."""
        databases = math.ceil(self.database_cores / self.assumed["machines"]["database"]["cores"])
        small = math.ceil(self.workers / 2) + max(2, math.ceil(self.units / 10))
        return {"unit": self.units, "small": small, "database": databases + 1, "redis": 2}

    @property
    def price(self) -> tuple[float, float]:
        """An hour's price of the machines, and a month's of the disk, both copies."""
        prices = self.assumed["machines"]
        hour = sum(count * prices[kind]["price"] for kind, count in self.machines.items())
        return hour, 2 * self.stored / 1e12 * prices["terabyte_month"]


def load(messages: float) -> Growth:
    """With the measured and assumed figures beside this file."""
    measured = json.loads((HERE / "growth_measured.json").read_text())
    return Growth(messages, measured, yaml.safe_load((HERE / "growth.yml").read_text()))


def rows(sizes: Mapping[str, Growth]) -> Iterator[str]:
    """The table of several sizes, in Markdown."""
    yield "| | " + " | ".join(sizes) + " |"
    yield "|---|" + "---|" * len(sizes)
    told = [dict(_told(one)) for one in sizes.values()]
    for name in told[0]:
        yield f"| {name} | " + " | ".join(each[name] for each in told) + " |"


def _told(one: Growth) -> Iterator[tuple[str, str]]:
    hour, disk = one.price
    waits = waits_at_the_peak(one.peak, one.units, one.cpu("engine"))
    yield "messages from people a day", f"{one.messages:,.0f}"
    yield "a second, mean / busiest minute", f"{one.messages / _DAY:.3g} / {one.peak:.3g}"
    yield "units (patient server, engine, action server)", f"{one.units}"
    yield "waiting for an engine then, 95 of 100", f"{1000 * waits:.0f} ms"
    yield "sockets open in the busiest hour", f"{one.sockets:,.0f}"
    yield "workers", f"{one.workers}"
    yield "transactions a second then", f"{one.peak * one.measured['database']['commits']:,.0f}"
    yield (
        "write-ahead log then",
        f"{one.peak * one.measured['database']['WAL bytes'] / 2**20:.1f} MB/s",
    )
    yield "cores of PostgreSQL then", f"{one.database_cores}"
    yield "the database grows a day", f"{one.messages * one.kept / _GIB:,.2f} GB"
    yield "and stands at", f"{one.stored / _GIB:,.0f} GB"
    yield "machines: units, small, database, Redis", _counts(one)
    yield "machine hours a month", f"{sum(one.machines.values()) * 730:,}"
    yield "at the prices of growth.yml, a month", f"{hour * 730 + disk:,.0f}"


def _counts(one: Growth) -> str:
    return " + ".join(str(count) for count in one.machines.values())


#: the sizes that docs/scaling.md shows
SIZES = {"one clinic": 2_000, "20 clinics": 200_000, "1,000 clinics": 10_000_000}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--messages", type=float, help="messages from people a day")
    parser.add_argument("--write", action="store_true", help="put the table into docs/scaling.md")
    options = parser.parse_args()
    sizes = {f"{options.messages:,.0f}": options.messages} if options.messages else SIZES
    told = "\n".join(rows({name: load(count) for name, count in sizes.items()}))
    print(told)
    if options.write:
        put("growth", f"{told}\n\n{measured_with()}")


def measured_with() -> str:
    """One line on the machine and the moment of the measurement."""
    told = json.loads((HERE / "growth_measured.json").read_text())
    cpu = ", ".join(f"{name} {told['cpu_ms'][name]:.0f}" for name in (*_UNIT, "worker", "postgres"))
    return (
        f"Measured: {told['messages']:,} messages on {told['machine']['Machine']}; "
        f"milliseconds of processor a message: {cpu}. "
        f"Replies took {told['median_ms']:,.0f} ms then: the longer, the busier the machine was "
        "with other work, and the dearer a message looks."
    )


def put(part: str, text: str) -> None:
    """Replace what stands between the marks of `part` in docs/scaling.md."""
    content = DOCS.read_text()
    before, _, rest = content.partition(f"<!-- {part} -->\n")
    _, mark, after = rest.partition(f"<!-- /{part} -->")
    if not mark:
        raise LookupError(f"{DOCS.name} has no marks for {part}")
    DOCS.write_text(f"{before}<!-- {part} -->\n{text}\n{mark}{after}")


if __name__ == "__main__":
    main()
