"""What each role may do. A permission is `noun:read` or `noun:write`."""

from __future__ import annotations

NOUNS = ("case", "conversation", "appointment", "staff", "record")
VERBS = ("read", "write")

_READ_ALL = frozenset(f"{noun}:read" for noun in NOUNS)
_AT_THE_DESK = frozenset(
    f"{noun}:{verb}" for noun in ("case", "conversation", "appointment") for verb in VERBS
)

#: role -> permissions
ROLES: dict[str, frozenset[str]] = {
    "front_desk": _AT_THE_DESK,
    "clinician": _AT_THE_DESK,
    "manager": _AT_THE_DESK | _READ_ALL | {"staff:write"},
    "auditor": _READ_ALL,
}

#: a route anyone may ask for, and one that every signed-in person may
PUBLIC = "public"
SIGNED_IN = "signed_in"


def may(role: str, permission: str) -> bool:
    """Whether somebody of this role may do it. An unknown role may do nothing of its own."""
    return permission in (PUBLIC, SIGNED_IN) or permission in ROLES.get(role, frozenset())
