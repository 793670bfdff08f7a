"""Commands that run the house: run, migrate, settings, clock, staff, doctor."""

from __future__ import annotations

import argparse
from typing import Any

from frontdesk import clock
from frontdesk.cli.doctor import examine
from frontdesk.cli.lines import write_lines
from frontdesk.house import House
from frontdesk.secrets import SECRETS
from frontdesk.settings import Settings, settings
from frontdesk.store.migrate import upgrade


def add_to(commands: Any) -> None:
    """Add these commands."""
    commands.add_parser("run", help="start every process and watch them").set_defaults(run=_run)
    commands.add_parser("migrate", help="bring the database to the newest form").set_defaults(
        run=_migrate
    )
    commands.add_parser("settings", help="list every setting").set_defaults(run=_settings)
    commands.add_parser("doctor", help="check the installation, say what is wrong").set_defaults(
        run=_doctor
    )
    turn = commands.add_parser("clock", help="show the clock, or turn it (+5m, +2d)")
    turn.add_argument("step", nargs="?", help="how far, or an ISO time to set it to")
    turn.set_defaults(run=_clock)
    staff = commands.add_parser("staff", help="add a member of staff")
    staff.add_argument("verb", choices=["add"])
    staff.add_argument("email")
    staff.add_argument(
        "--role", required=True, choices=["front_desk", "clinician", "manager", "auditor"]
    )
    staff.add_argument("--name", help="as patients see it; default: from the address")
    staff.set_defaults(run=_staff)


def _run(_options: argparse.Namespace) -> None:
    from frontdesk.run.launch import launch

    launch()


def _migrate(_options: argparse.Namespace) -> None:
    upgrade(House(settings()).store)


def _settings(_options: argparse.Namespace) -> None:
    now = settings()
    write_lines(
        {
            "setting": name.upper(),
            "value": getattr(now, name),
            "default": info.get_default(),
            "what": info.description,
        }
        for name, info in Settings.model_fields.items()
    )
    write_lines({"setting": n, "secret": True, "what": what} for n, what in SECRETS.items())


def _clock(options: argparse.Namespace) -> None:
    if options.step:
        is_step = options.step[0] in "+-" or options.step[-1] in "smhdw"
        (clock.turn if is_step else clock.set_to)(options.step)
    write_lines([{"now": clock.now()}])


def _staff(options: argparse.Namespace) -> int:
    from frontdesk.staff import StaffExists, add_staff

    house = House(settings())
    try:
        with house.store.begin() as session:
            password = add_staff(
                session, options.email, options.role, clock.now(), name=options.name
            )
    except StaffExists:
        write_lines([{"error": "there is somebody with that address already"}])
        return 1
    write_lines(
        [{"email": options.email.lower(), "role": options.role, "one_time_password": password}]
    )
    return 0


def _doctor(_options: argparse.Namespace) -> int:
    checks = list(examine(settings()))
    write_lines(checks)
    return 0 if all(c["ok"] for c in checks) else 1
