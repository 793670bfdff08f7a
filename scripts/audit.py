"""`make audit`: the known holes of what is locked, each decided, dated and of a version still here.

The list is `requirements/advisories.yml`; `docs/dependencies.md` shows it (`--table` prints it).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from frontdesk import clock
from frontdesk.yaml_file import load_yaml
from scripts.locks import DESK, ENGINE, ROOT, WIDGET, packaged, pinned

FILE = ROOT / "requirements" / "advisories.yml"
#: months are forgotten; half a year is the longest that a decision stands
LONGEST_DAYS = 183


class Advisory(BaseModel):
    """One package with holes that are known.

    Attributes:
        lock: which installation: engine, desk, widget; `interpreter`: Python itself.
        ids: names of the advisories.
        reachable: "no", or with what it would be.
        decided: when somebody looked; `look_again`: by when somebody must.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    package: str
    version: str
    lock: Literal["engine", "desk", "widget", "interpreter"]
    ids: Annotated[list[str], Field(min_length=1)]
    reachable: Annotated[str, Field(pattern=r"^(no|with .+)$")]
    why: Annotated[str, Field(min_length=20)]
    decided: date
    look_again: date


def main(arguments: list[str] | None = None) -> int:
    """Say what is wrong; exit status 1 when something is."""
    parser = argparse.ArgumentParser(prog="python -m scripts.audit", description=__doc__)
    parser.add_argument("--table", action="store_true", help="print the table of the docs")
    options = parser.parse_args(arguments)
    try:
        advisories = load(FILE)
    except ValidationError as error:
        print(f"{FILE.name}: {error}", file=sys.stderr)
        return 1
    if options.table:
        print("\n".join(table(advisories)))
        return 0
    found = list(problems(advisories, locked(), clock.now().date()))
    for line in found:
        print(line, file=sys.stderr)
    print(f"{len(advisories)} packages with known holes, {len(found)} to look at")
    return 1 if found else 0


def load(path: Path) -> list[Advisory]:
    """The list. Raises `ValidationError` for one without a date, a reason or an id."""
    return TypeAdapter(list[Advisory]).validate_python(load_yaml(path))


def locked() -> dict[str, dict[str, str]]:
    """Version by package, by lock."""
    return {
        "engine": {p.name: p.version for f in ENGINE for p in pinned(ROOT / f)},
        "desk": {p.name: p.version for f in DESK for p in pinned(ROOT / f)},
        "widget": {p.name: p.version for p in packaged(ROOT / WIDGET)},
    }


def problems(
    advisories: Iterable[Advisory], locks: Mapping[str, Mapping[str, str]], today: date
) -> Iterator[str]:
    """One line for each decision that no longer stands."""
    for one in advisories:
        name = f"{one.package} {one.version} ({one.lock})"
        here = locks.get(one.lock, {one.package: one.version}).get(one.package)
        if here != one.version:
            yield f"{name}: {here or 'nothing'} is locked now: decide anew, or delete the line"
        if one.decided > today:
            yield f"{name}: decided on {one.decided}, which is not yet"
        if (one.look_again - one.decided).days > LONGEST_DAYS:
            yield f"{name}: a decision stands for half a year at most"
        if one.look_again < today:
            yield f"{name}: was to be looked at again by {one.look_again}"


def table(advisories: Iterable[Advisory]) -> Iterator[str]:
    """The rows as the docs show them."""
    yield "| package | known | reachable | why | decided | look again |"
    yield "|---|---|---|---|---|---|"
    for one in advisories:
        yield (
            f"| {one.package} {one.version} ({one.lock}) | {', '.join(one.ids)} | "
            f"{one.reachable} | {one.why} | {one.decided} | {one.look_again} |"
        )


if __name__ == "__main__":
    sys.exit(main())
