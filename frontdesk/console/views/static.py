"""Style sheets and scripts."""

from __future__ import annotations

from sanic import HTTPResponse, Request
from sanic.exceptions import NotFound
from sanic.response import raw

from frontdesk.console.context import console_of


async def serve(request: Request, name: str) -> HTTPResponse:
    """A file of `static/`. Browsers keep it and ask whether it is still the same."""
    file = console_of(request).static.get(name)
    if file is None:
        raise NotFound("There is no such file.")
    headers = {"Cache-Control": "no-cache", "ETag": file.etag}
    if request.headers.get("if-none-match") == file.etag:
        return raw(b"", status=304, headers=headers)
    return raw(file.content, content_type=file.media_type, headers=headers)
