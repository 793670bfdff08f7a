"""How many staff are needed: a simulation with the clinic's own hours and clocks."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from frontdesk import clock
from frontdesk.capacity import Plan, lines, parse_shifts, simulate
from frontdesk.cases.clocks import clocks
from frontdesk.clinic import load_clinic
from frontdesk.settings import settings


def add_to(commands: Any) -> None:
    """Add the command."""
    capacity = commands.add_parser(
        "capacity", help="simulate visitors and staff: who waits how long, which pages are late"
    )
    add = capacity.add_argument
    add("--visitors", type=float, default=60, help="people who write in a day (60)")
    add("--handed-over", type=float, default=20, help="%% of them who ask for a person (20)")
    add("--staff", default="1", help="how many, or 08:30-12:00=2,12:00-17:00=1 (1)")
    add("--minutes", type=float, default=6, help="a conversation takes a person, mean (6)")
    add("--at-once", type=int, default=1, help="conversations one person leads at once (1)")
    add("--alarms", type=float, default=1, help="%% of visitors with a danger sign (1)")
    add("--emergencies", type=float, default=30, help="%% of those that are emergencies (30)")
    add("--page-minutes", type=float, default=2, help="until a page is acknowledged, mean (2)")
    add("--page-missed", type=float, default=10, help="%% of pages their person never sees (10)")
    add("--days", type=int, default=28, help="days that are simulated (28)")
    add("--from", dest="first", type=date.fromisoformat, help="first of them (today)")
    add("--seed", type=int, default=1, help="another number, other days (1)")
    capacity.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    clinic = load_clinic(settings().clinic_file)
    plan = Plan(
        visitors=options.visitors,
        handed_over=options.handed_over / 100,
        shifts=parse_shifts(options.staff),
        first=options.first or clock.now().astimezone(clinic.zone).date(),
        minutes=options.minutes,
        at_once=options.at_once,
        alarms=options.alarms / 100,
        emergencies=options.emergencies / 100,
        answers_page=options.page_minutes,
        misses_page=options.page_missed / 100,
        days=options.days,
        seed=options.seed,
    )
    for line in lines(plan, simulate(plan, clinic, clocks())):
        print(line)
