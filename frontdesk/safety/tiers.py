"""Tiers and categories of the safety layer, and which one speaks first."""

from __future__ import annotations

EMERGENCY = "emergency_911_now"
CRISIS = "crisis_988"
URGENT = "urgent_same_day"
PRIORITY = "priority_callback"

TIERS: tuple[str, ...] = (EMERGENCY, CRISIS, URGENT, PRIORITY)
"""Highest first."""

_BY_TIER: dict[str, tuple[str, ...]] = {
    EMERGENCY: (
        "cauda_equina_signs",
        "acute_weakness_or_paralysis",
        "post_procedure_bleed_or_cord",
        "sepsis_or_meningitis",
        "stroke_signs",
        "chest_pain_heart",
        "breathing_trouble_or_pe",
        "anaphylaxis",
        "major_trauma",
        "aortic_or_abdominal_emergency",
        "pregnancy_emergency",
        "overdose_or_poisoning",
        "collapse_seizure_bleeding",
        "violence_threat",
    ),
    CRISIS: ("suicide_self_harm", "abuse_or_unsafe_home"),
    URGENT: (
        "spinal_infection_suspected",
        "csf_leak_headache",
        "dvt_signs",
        "mild_allergic_reaction",
        "injection_site_infection",
        "severe_pain_after_procedure",
        "fracture_risk",
        "cancer_history_new_pain",
        "progressive_nerve_deficit",
        "cervical_myelopathy_signs",
        "kidney_infection_or_stone",
        "ambiguous_distress",
        "withdrawal_or_device_alarm",
        "vague_alarm",
    ),
    PRIORITY: (
        "pregnancy_care_question",
        "medication_question",
        "adverse_event_or_complaint",
        "new_symptom_non_emergency",
        "individual_advice_request",
    ),
}

TIER_OF: dict[str, str] = {c: tier for tier, names in _BY_TIER.items() for c in names}
"""Category to tier, all 35. Understanding sets the priority ones, never `assess`."""

RAISED_HERE: frozenset[str] = frozenset(c for c, t in TIER_OF.items() if t != PRIORITY)

_FIRST = (
    "anaphylaxis",
    "breathing_trouble_or_pe",
    "collapse_seizure_bleeding",
    "overdose_or_poisoning",
    "stroke_signs",
    "chest_pain_heart",
    "suicide_self_harm",
    "cauda_equina_signs",
    "acute_weakness_or_paralysis",
    "post_procedure_bleed_or_cord",
    "sepsis_or_meningitis",
    "aortic_or_abdominal_emergency",
    "major_trauma",
    "pregnancy_emergency",
)

TIE_ORDER: tuple[str, ...] = _FIRST + tuple(c for c in TIER_OF if c not in _FIRST)
"""Who speaks first among equals; the first fourteen as the taxonomy, the rest in its order."""


def rank(category: str, tier: str) -> tuple[int, int]:
    """Sort key: highest tier first, then the tie order."""
    return TIERS.index(tier), TIE_ORDER.index(category)
