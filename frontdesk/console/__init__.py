"""The staff's web application: they see what was handed to them, answer, and hand back."""

from frontdesk.console.app import create_app

__all__ = ["create_app"]
