"""The approved answers: their files, what they rest on, how they are said, and what is refused."""

from frontdesk.answers.catalogue import NO_ANSWER, Catalogue, load_catalogue
from frontdesk.answers.lint import Problem, lint
from frontdesk.answers.live import LiveCatalogue
from frontdesk.answers.render import Rendered, numbered, render
from frontdesk.answers.reviews import falling_due, record_review, review_of

__all__ = [
    "NO_ANSWER", "Catalogue", "LiveCatalogue", "Problem", "Rendered", "falling_due", "lint",
    "load_catalogue", "numbered", "record_review", "render", "review_of",
]
