"""What a form sent."""

from __future__ import annotations

from sanic import Request


def field(request: Request, name: str) -> str:
    """The first value of a field; empty where the form does not hold it."""
    form = request.form
    return str(form.get(name) or "") if form else ""
