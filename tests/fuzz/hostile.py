"""Requests that nobody sends who means well, made from a seed."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from urllib.parse import quote, urlencode

_METHODS = ("GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "X")
_VALUES = (
    "", "0", "-1", "9" * 30, "é", "\x00", "../../etc/passwd", "%2e%2e%2f", "' OR 1=1 --", "${7*7}",
    "<script>alert(1)</script>", "\r\nX-Injected: 1", "a" * 3000, "[]", "{}", "null", "\ud800",
    "+13125550123", "case-", "web-", "{{7*7}}", "|id", "￿", "\u202e", "01/01/9999", "2026-02-30",
)  # fmt: skip
_KINDS = (
    "application/x-www-form-urlencoded", "application/json", "text/plain", "text/xml",
    "multipart/form-data; boundary=x", "multipart/form-data", "", "application/json; charset=utf-7",
)  # fmt: skip
_FIELDS = (
    "From", "Body", "MessageSid", "NumMedia", "MediaContentType0", "OptOutType", "MessageStatus",
    "ErrorCode", "csrf", "email", "password", "code", "text", "next", "q", "after", "language",
    "outcome", "day", "time", "name", "value", "role", "transport", "EIO", "sid",
)  # fmt: skip
_HEADERS = (
    "Cookie", "Origin", "Referer", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
    "X-Correlation-ID", "X-Live", "X-CSRF-Token", "Authorization", "Range", "If-None-Match",
    "Accept-Encoding", "Upgrade", "X-Twilio-Signature", "Forwarded", "X-HTTP-Method-Override",
    "Content-Encoding", "Last-Event-ID", "Accept-Language", "Host",
)  # fmt: skip


def request(dice: random.Random, paths: Sequence[str], host: str) -> bytes:
    """One request, as it goes over the wire; now and then it is no HTTP at all."""
    if dice.random() < 0.05:
        return dice.randbytes(dice.randrange(1, 400)) + b"\r\n\r\n"
    body = _body(dice)
    lines = [f"{dice.choice(_METHODS)} {_path(dice, paths)} HTTP/1.1", f"Host: {host}"]
    lines += [f"Content-Type: {dice.choice(_KINDS)}", f"Content-Length: {len(body)}"]
    lines.append("Connection: close")
    for _ in range(dice.randrange(4)):
        value = dice.choice(_VALUES).replace("\r\n", " ")
        lines.append(f"{dice.choice(_HEADERS)}: {value}")
    return "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n\r\n" + body


def form(dice: random.Random) -> dict[str, str]:
    """The fields of a webhook, wrong ones among them."""
    made = {name: text(dice) for name in dice.sample(_FIELDS[:8], dice.randrange(1, 8))}
    if dice.random() < 0.6:
        made["From"] = f"+1312555{dice.randrange(100, 200):04}"
    return made


def text(dice: random.Random) -> str:
    """What somebody might type who wants to do harm."""
    made = dice.choice(_VALUES) + dice.choice(("", "hello", dice.choice(_VALUES)))
    return made.encode("utf-8", "replace").decode()


def _path(dice: random.Random, paths: Sequence[str]) -> str:
    path = dice.choice(paths)
    while "<" in path:
        start, end = path.index("<"), path.index(">")
        path = path[:start] + quote(text(dice), safe="") + path[end + 1 :]
    if dice.random() < 0.1:
        path += quote(text(dice), safe="/%")
    if dice.random() < 0.3:
        path += "?" + urlencode({dice.choice(_FIELDS): text(dice)})
    if dice.random() < 0.05:
        path += "?" + "&".join(dice.choice(("=", "%", "a[]=1", "a=%zz", "&", "a=1;b=2")) * 3)
    return path


def _body(dice: random.Random) -> bytes:
    kind = dice.randrange(6)
    if kind == 0:
        return b""
    if kind == 1:
        return dice.randbytes(dice.randrange(300))
    if kind == 2:
        return json.dumps({dice.choice(_FIELDS): [text(dice)] * 3}).encode()
    if kind == 3:
        return b"[" * dice.randrange(2000)
    if kind == 4:
        return b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + dice.randbytes(50)
    return urlencode({n: text(dice) for n in dice.sample(_FIELDS, 4)}).encode()
