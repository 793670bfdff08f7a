"""The public pages: the clinic's site (a demonstration), the chat by itself, and statements."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from frontdesk.clinic import Clinic
from frontdesk.clinic.spoken import values


class Pages:
    """Renders the templates of this folder with the clinic's values."""

    folder = Path(__file__).parent
    #: address -> template
    paths = {
        "/": "demo.html.j2",
        "/chat": "chat.html.j2",
        "/privacy": "privacy.html.j2",
        "/accessibility": "accessibility.html.j2",
    }

    def __init__(self, clinic: Clinic) -> None:
        self._values = {**values(clinic), "demonstration": clinic.clinic.demonstration}
        self._templates = Environment(
            loader=FileSystemLoader(self.folder),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
        )

    def render(self, template: str) -> str:
        """A page as HTML."""
        return self._templates.get_template(template).render(self._values)
