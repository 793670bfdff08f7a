"""The approved answers: their files, what they rest on, how they are said, and what is refused."""

from frontdesk.answers.catalogue import NO_ANSWER, Catalogue, load_catalogue
from frontdesk.answers.lint import Problem, lint
from frontdesk.answers.live import LiveCatalogue
from frontdesk.answers.render import Rendered, numbered, render

__all__ = [
    "NO_ANSWER", "Catalogue", "LiveCatalogue", "Problem", "Rendered", "lint", "load_catalogue",
    "numbered", "render",
]
