"""Another site, with a strict content security policy, that carries the widget."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Another site</title>
<link rel="stylesheet" href="/site.css"><script src="/before.js"></script>
<script src="{desk}/widget.js" async data-page="pricing" data-phone="312-555-0100"></script>
</head><body><h1>Another site</h1><button id="own">A button of its own</button></body></html>"""
#: rules that would spoil the chat if they reached it
CSS = "button, textarea, p { font-size: 3px !important; color: red !important } #own { width: 9em }"
BEFORE = """window.namesBefore = Object.getOwnPropertyNames(window);
window.violations = [];
document.addEventListener("securitypolicyviolation", (e) => violations.push(
  e.violatedDirective + " " + e.blockedURI + " " + e.sourceFile));
window.Frontdesk ??= [];
if (location.search === "?open") Frontdesk.push(["open"]);"""


class Elsewhere:
    """Serves its one page; `desk` is told once the desk has an address."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.desk = ""

    def policy(self) -> str:
        """What `docs/widget.md` says a page needs, and nothing else."""
        socket = self.desk.replace("http", "ws", 1)
        return (
            f"default-src 'none'; script-src 'self' {self.desk}; "
            f"connect-src {self.desk} {socket}; style-src 'self'; base-uri 'none'; "
            "form-action 'none'; require-trusted-types-for 'script'"
        )


@contextmanager
def serving() -> Iterator[Elsewhere]:
    """The site, on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802
            files = {"/site.css": ("text/css", CSS), "/before.js": ("text/javascript", BEFORE)}
            page = ("text/html", PAGE.format(desk=site.desk))
            kind, body = files.get(self.path, page)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", site.policy())
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Elsewhere(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
