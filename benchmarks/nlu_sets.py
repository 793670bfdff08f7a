"""The sets on which understanding is measured."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

from engine.understanding.catalogue import OUT_OF_SCOPE, RED_FLAG, TALKING, is_request

_FAQ_LABELS = {
    "insurance_cost": "insurance medicare cost financing cost_estimate",
    "book": "book_consultation",
    "cancel": "cancel_appointment",
    "reschedule": "reschedule_appointment",
    "appointment_info": "check_appointment hours what_to_bring consultation",
    "human": "talk_to_human",
    "cause_back_pain": "back_pain_causes sciatica degenerative_disc herniated_disc"
    " facet_or_si_joint new_symptom individual_advice",
    "mri": "mri_required mri_recency individual_advice out_of_scope",
    "disc_treatment": "herniated_disc degenerative_disc sciatica treatment_options"
    " surgery_comparison disc_regrowth individual_advice",
    "treatment_options": "treatment_options conditions_treated sciatica facet_or_si_joint"
    " degenerative_disc herniated_disc neck_pain individual_advice medication_question",
    "prior_surgery": "prior_surgery recovery risks individual_advice new_symptom",
    "hours_location": "hours location contact travel",
    "recovery": "recovery procedure_steps time_to_results individual_advice",
    "risks": "risks fda_status individual_advice",
    "time_to_results": "time_to_results durability recovery",
    "injection_info": "steroid_difference diagnostic_block procedure_steps procedure_pain risks"
    " durability time_to_results prp individual_advice medication_question",
    "stem_cells": "stem_cells cell_source regenerative_medicine fda_status effectiveness risks"
    " evidence other_joints",
    "candidacy": "candidacy not_recommended age conditions_treated candidacy_check"
    " individual_advice",
    "num_sessions": "number_of_sessions durability",
    "which_doctor": "clinicians referral conditions_treated individual_advice",
}
_OOS_LABELS = {"oos": "out_of_scope", "bye": "goodbye"}
_QUESTION_SETS = {"book", "cancel", "reschedule", "human"}


@dataclass(frozen=True)
class Row:
    """One text with its name in the catalogue and every name that counts as right."""

    text: str
    name: str
    accepted: frozenset[str]


@dataclass(frozen=True)
class Pair:
    """One text that asks two things, and their names in the order they are asked."""

    text: str
    names: tuple[str, ...]


def own_examples(folder: Path) -> list[Row]:
    """Every example of `data/nlu`."""
    rows = []
    for path in sorted(folder.rglob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu") or []:
            if "intent" in block:
                texts = [line[2:].strip() for line in str(block["examples"]).splitlines()
                         if line.startswith("- ")]  # fmt: skip
                rows += [_row(text, block["intent"]) for text in texts if text]
    return [row for row in rows if row.name != RED_FLAG]


def split(rows: Sequence[Row], share: float, seed: int) -> tuple[list[Row], list[Row]]:
    """Train and held out, the same share of every name."""
    dice = np.random.default_rng(seed)
    names: dict[str, list[Row]] = {}
    for row in rows:
        names.setdefault(row.name, []).append(row)
    train: list[Row] = []
    held_out: list[Row] = []
    for some in names.values():
        order = dice.permutation(len(some))
        cut = round(len(some) * share)
        held_out += [some[i] for i in order[:cut]]
        train += [some[i] for i in order[cut:]]
    return train, held_out


def held_out_files(folder: Path) -> Iterator[tuple[str, list[Row]]]:
    """The project's own sets: tables of label and text, one request a message."""
    for path in sorted(folder.glob("*.tsv")):
        rows = [r for r in _table(path) if _is_ours(r.get("label"))]
        if rows:
            yield path.name, [_row(r["text"], r["label"], r.get("also") or "") for r in rows]


def _is_ours(label: str | None) -> bool:
    """Whether a label is the catalogue's, or tells that only the language is judged."""
    return is_request(label) or label in TALKING or label in (OUT_OF_SCOPE, "en")


def pair_files(folder: Path) -> Iterator[tuple[str, list[Pair]]]:
    """Tables of two labels joined by a bar, and text: two requests a message."""
    for path in sorted(folder.glob("*.tsv")):
        rows = [r for r in _table(path) if "labels" in r]
        if rows:
            yield path.name, [Pair(r["text"], tuple(r["labels"].split("|"))) for r in rows]


def real_folder(folder: Path) -> Iterator[tuple[str, list[Row]]]:
    """Real people's words, coarsely labelled; what their labels accept stands above."""
    for path in sorted(folder.glob("*faq*.tsv")):
        yield path.name, [_real(r["text"], r["label"]) for r in _table(path)]
    for path in sorted(folder.glob("*oos*.tsv")):
        yield path.name, [_small_talk(r["text"], r["label"]) for r in _table(path)]


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _row(text: str, name: str, also: str = "") -> Row:
    """`also`: other names that a sensible reader would accept, with blanks between."""
    return Row(text, name, frozenset({name, *also.split()}))


def _real(text: str, label: str) -> Row:
    wanted = _FAQ_LABELS[label].split()
    names = frozenset(n for w in wanted for n in (w, f"faq/{w}"))
    return Row(text, wanted[0] if label in _QUESTION_SETS else f"faq/{label}", names)


def _small_talk(text: str, label: str) -> Row:
    if label in ("chitchat", "maybe"):
        return Row(text, label, TALKING | {"out_of_scope"})
    return _row(text, _OOS_LABELS.get(label, label))
