"""What the safety layer found, as far as the dialogue must know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

ALARM_TIERS = frozenset({"emergency_911_now", "crisis_988", "urgent_same_day"})


def is_alarm(findings: Sequence[Mapping[str, str]] | None) -> bool:
    """Whether a finding stops whatever the dialogue was doing.

    Args:
        findings: `[{category, tier}]` from the desk; the priority tier is no alarm.
    """
    return any(f.get("tier") in ALARM_TIERS for f in findings or ())
