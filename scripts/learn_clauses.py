"""Learns `frontdesk/booking/clause_weights.json` anew: `python -m scripts.learn_clauses`.

From the judged sheets (`tests/booking_dates*.tsv`, not the unseen one): a clause is what it has to
be for its answer to be read as it was meant, found by reading the answer with that clause turned.
And from `clauses.tsv`: clauses written for this, said beside each other. Needs scikit-learn.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.booking_dates import FILES, NOWS, ZONES, Expression, expressions, right
from frontdesk.booking import clause_judge, told
from frontdesk.booking.clauses import Clause, clauses
from frontdesk.booking.times import parts_of

WRITTEN = Path(__file__).with_name("clauses.tsv")
_MOMENTS = [datetime.fromisoformat(at).astimezone(ZoneInfo(ZONES[0])) for at in NOWS]
#: of weights smaller than this there are many, and they decide nothing
_SMALLEST = 0.05

#: what a clause shows, and whether it tells
Example = tuple[set[str], bool]


class _Turned:
    """Stands in for the judge while examples are collected, with some clauses turned."""

    def __init__(self) -> None:
        self.kinds: dict[int, str] = {}
        self.rows: list[Clause] = []

    def __call__(self, rows: list[Clause]) -> list[Clause]:
        self.rows = rows
        return [replace(c, kind=self.kinds.get(i, c.kind)) for i, c in enumerate(rows)]


def from_sheets(files: Sequence[Path]) -> Iterator[Example]:
    """The clauses on which the reading of a judged answer depends."""
    turned = _Turned()
    told.judged = turned
    try:
        for file in files:
            for expression in expressions(file):
                yield from _of(expression, turned)
    finally:
        told.judged = clause_judge.judged


def _of(expression: Expression, turned: _Turned) -> Iterator[Example]:
    turned.kinds, turned.rows = {}, []
    good, rows = _right(expression), turned.rows
    for place, clause in enumerate(rows):
        if not clause.parts or clause.kind not in ("wish", "told", "over") or len(rows) < 2:
            continue
        other = "told" if clause.kind == "wish" else "wish"
        turned.kinds = {place: other}
        if _right(expression) != good:
            kind = clause.kind if good else other
            yield clause_judge.features(rows, place), kind != "wish"


def _right(expression: Expression) -> bool:
    return all(right(expression, now) for now in _MOMENTS)


def from_written() -> Iterator[Example]:
    """The written clauses, each beside one of the other kind, before and after it."""
    with WRITTEN.open(newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    tells = [_clauses(text) for kind, text in rows if kind == "told"]
    wishes = [_clauses(text) for kind, text in rows if kind == "wish"]
    for place in range(max(len(tells), len(wishes))):
        one, two = tells[place % len(tells)], wishes[place * 7 % len(wishes)]
        for row in ([*one, *two], [*two, *one]):
            for i, clause in enumerate(row):
                if any(p.kind in ("day", "time") for p in clause.parts):
                    yield clause_judge.features(row, i), any(clause is c for c in one)


def _clauses(text: str) -> list[Clause]:
    parts, worded = parts_of(text, _MOMENTS[0])
    return clauses(parts, worded)


def learnt(examples: Sequence[Example]) -> dict[str, object]:
    """The weights, those that decide nothing left out."""
    seen = Counter(f for said, _ in examples for f in said)
    vectors = DictVectorizer()
    table = vectors.fit_transform([{f: 1.0 for f in sorted(said) if seen[f] > 1}
                                   for said, _ in examples])
    model = LogisticRegression(C=1.0, max_iter=3000).fit(table, [tells for _, tells in examples])
    weights = zip(vectors.get_feature_names_out(), model.coef_[0], strict=True)
    return {
        "bias": round(float(model.intercept_[0]), 3),
        "weights": {f: round(float(w), 2) for f, w in sorted(weights) if abs(w) >= _SMALLEST},
    }


def main() -> None:
    """Writes the weights."""
    examples = [*from_sheets(FILES), *from_written()]
    content = learnt(examples)
    clause_judge.FILE.write_text(json.dumps(content, indent=0, ensure_ascii=False) + "\n")
    print(f"{len(examples)} clauses, {sum(t for _, t in examples)} of them told")


if __name__ == "__main__":
    main()
