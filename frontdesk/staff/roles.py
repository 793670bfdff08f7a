"""What each role may do. A permission is `noun:read` or `noun:write`."""

from __future__ import annotations

NOUNS = (
    "case",
    "conversation",
    "person",
    "appointment",
    "answer",
    "example",
    "rota",
    "clinic",
    "number",
    "privacy",
    "staff",
    "record",
)
VERBS = ("read", "write")


def _all(verb: str, *nouns: str) -> frozenset[str]:
    return frozenset(f"{noun}:{verb}" for noun in nouns)


_READ_ALL = _all("read", *NOUNS)
_AT_THE_DESK = (
    _all("write", "case", "conversation", "person", "appointment", "example")
    | _all("read", "case", "conversation", "person", "appointment", "example")
    | _all("read", "answer", "rota", "clinic")
)

#: role -> permissions
ROLES: dict[str, frozenset[str]] = {
    "front_desk": _AT_THE_DESK,
    "clinician": _AT_THE_DESK | {"answer:write", "rota:write"},
    "manager": _READ_ALL | _all("write", *(n for n in NOUNS if n != "record")),
    "auditor": _READ_ALL,
}

#: a route anyone may ask for, and one that every signed-in person may
PUBLIC = "public"
SIGNED_IN = "signed_in"
#: a route for those whose password was right and whose second factor is still asked for
ENTERING = "entering"


def may(role: str, permission: str) -> bool:
    """Whether somebody of this role may do it. An unknown role may do nothing of its own."""
    return permission in (PUBLIC, SIGNED_IN, ENTERING) or permission in ROLES.get(role, frozenset())
