"""The alert rules can be loaded, speak of measures that there are, and name their runbooks."""

from __future__ import annotations

import re
from typing import Literal

import pytest
import yaml
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import BaseModel, ConfigDict, Field

from frontdesk.settings import ROOT, settings
from frontdesk.store import Store
from frontdesk.watch import measures
from frontdesk.watch.page import MetricsPage
from frontdesk.worker.heartbeat import beat

RULES = ROOT / "deploy" / "alerts.yml"
RUNBOOKS = ROOT / "docs" / "operations.md"
#: what Prometheus says itself of each process it asks
_ITS_OWN = {"up"}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Labels(_Strict):
    """Who is told: somebody at once, or whoever looks after the house tomorrow."""

    severity: Literal["page", "notice"]


class Annotations(_Strict):
    """What it means and what to do."""

    summary: str = Field(min_length=20)
    runbook: str


class Alert(_Strict):
    """An alerting rule, as Prometheus reads it."""

    alert: str = Field(pattern=r"^[A-Z][A-Za-z]+$")
    expr: str
    for_: str | None = Field(None, alias="for", pattern=r"^\d+[smh]$")
    labels: Labels
    annotations: Annotations


class Group(_Strict):
    """A group of rules."""

    name: str
    rules: list[Alert]


class RuleFile(_Strict):
    """The file."""

    groups: list[Group]


def _alerts() -> list[Alert]:
    read = RuleFile.model_validate(yaml.safe_load(RULES.read_text()))
    return [alert for group in read.groups for alert in group.rules]


@pytest.fixture
def told(sqlite_store: Store) -> dict[str, set[str]]:
    """Every series that a process of the desk tells, with its labels."""
    from frontdesk import clock

    beat(sqlite_store, "worker", clock.now())
    text = MetricsPage(sqlite_store, settings()).text() + generate_latest(measures.REGISTRY)
    series: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text.decode()):
        if family.type == "counter":  # one without a label set has no sample yet
            series.setdefault(f"{family.name}_total", set())
        for sample in family.samples:
            series.setdefault(sample.name, set()).update(sample.labels)
    for name, made in vars(measures).items():
        if name.isupper() and hasattr(made, "_labelnames"):
            kind = "_total" if made._type == "counter" else ""
            series.setdefault(made._name + kind, set()).update(made._labelnames)
    return series


def test_every_rule_speaks_of_measures_that_there_are(told: dict[str, set[str]]) -> None:
    """A measure that was renamed would silence its alarm for ever."""
    for alert in _alerts():
        bare = re.sub(r'"[^"]*"', '""', alert.expr)
        for name in re.findall(r"\bfrontdesk_\w+|\bup\b", bare):
            assert name in told or name in _ITS_OWN, (alert.alert, name)
        for name, inside in re.findall(r"\b(frontdesk_\w+)\{([^}]*)\}", bare):
            for label in re.findall(r"(\w+)\s*[!=]=?~?", inside):
                assert label in told[name], (alert.alert, name, label)
        assert bare.count("(") == bare.count(")"), alert.alert


def test_every_value_that_a_rule_looks_for_can_happen() -> None:
    """An event that nothing logs any more would never be seen."""
    source = "".join(
        p.read_text() for f in ("frontdesk", "actions") for p in (ROOT / f).rglob("*.py")
    )
    for alert in _alerts():
        for label, value in re.findall(r'(\w+)\s*[!=]=?~?\s*"([^"]*)"', alert.expr):
            for one in value.split("|") if label != "job" else ():
                known = f'"{one}"' in source if label == "event" else one in measures.LABELS[label]
                assert known, (alert.alert, label, one)


def test_every_alarm_has_a_runbook() -> None:
    """What it means, what to look at, what to do."""
    headings = {
        line.strip("# ").lower() for line in RUNBOOKS.read_text().splitlines() if line[:2] == "##"
    }
    names = [alert.alert for alert in _alerts()]
    assert len(names) == len(set(names))
    for alert in _alerts():
        assert alert.annotations.runbook == f"docs/operations.md#{alert.alert.lower()}"
        assert alert.alert.lower() in headings, alert.alert
