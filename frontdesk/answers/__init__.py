"""The approved answers: loaded from data, rendered live, linted."""

from frontdesk.answers.catalogue import Catalogue, load_catalogue
from frontdesk.answers.render import Rendered, render

__all__ = ["Catalogue", "Rendered", "load_catalogue", "render"]
