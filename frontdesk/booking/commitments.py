"""Words for what people have to do or go to: where one stands beside a day, the day is taken.

A list of things, not of sentences, so that a story told in any words is still known for one.
"""

from __future__ import annotations

import re

from frontdesk.booking.clause_words import ONLY, WISH

_THINGS = """
    sleep sleeping asleep deposition depositions
    shift shifts nights overnights overtime restaurant salon business
    duty call rotation rounds client clients customer customers boss
    school class classes college campus exam exams test finals midterm homework lecture lab teacher
    practice game games tournament meet recital concert rehearsal band choir camp club scouts
    daycare preschool kindergarten carpool dropoff pickup bus nap naps sitter babysitter
    dialysis chemo radiation infusion infusions transfusion therapy pt rehab
    surgery biopsy colonoscopy stitches cast xray labs bloodwork checkup physical
    cardiologist dentist dermatologist neurologist podiatrist oncologist optometrist counselor
    dental hospital er cleaning
    church mass bible temple mosque synagogue choir funeral wake wedding graduation party shower
    birthday anniversary reunion vacation trip cruise flight plane airport hotel travel
    court jury hearing lawyer meeting meetings interview conference training seminar deadline
    plumber electrician contractor roofer movers delivery inspection appraisal
    car truck mechanic garage van transport transportation
    bridge bingo bowling golf gym yoga pilates swimming poker quilting gardening hair nails
    guests relatives dog cat vet
    busy swamped slammed booked closed gone away traveling travelling babysitting
    caring coaching teaching volunteering moving
    turno escuela clases iglesia dialisis terapia boda funeral viaje
"""
THINGS = frozenset(re.findall(r"\w+", _THINGS))

#: who or what brings somebody here: only on that day, then that day
HELPERS = frozenset({"sitter", "babysitter", "car", "truck", "van", "bus", "transport",
                     "transportation", "boss"})


def has_commitment(words: list[str]) -> bool:
    """Whether one of the words is a thing people are held by."""
    return any(w.removesuffix("'s") in THINGS for w in words)


def wishes(text: str) -> bool:
    """Whether a clause asks for a time; "only" does where help comes then, not where work does."""
    words = [w for w in re.findall(r"[a-z']+", text) if w not in HELPERS]
    return bool(WISH.search(text) or ONLY.search(text) and not has_commitment(words))
