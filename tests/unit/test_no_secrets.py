"""Nothing that is tracked holds a secret of anybody's."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontdesk.settings import ROOT

#: what keys of common services look like, and what is written where a secret is
KINDS = {
    "private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
    "cloud key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b",
    "code host token": r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_\w{40,}|glpat-[\w-]{20})\b",
    "chat token": r"\bxox[abeprs]-[0-9A-Za-z-]{10,}|hooks\.slack\.com/services/T\w+/B\w+/\w{16,}",
    "payment key": r"\b[rs]k_live_[0-9A-Za-z]{16,}",
    "provider key": r"\bSK[0-9a-f]{32}\b|\bSG\.[\w-]{22}\.[\w-]{43}",
    "registry token": r"\b(?:pypi-AgEIcHlwaS5vcmc[\w-]{20,}|npm_[0-9A-Za-z]{36})\b",
    "signed token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}",
    "password in an address": r"\b[a-z+]{3,}://[^\s/:@\"'{}$<]+:[^\s/@\"'{}$<.]{6,}@",
    "given secret": r"(?i)\b\w*(?:secret|token|password|passwd)\b\"?\s*[:=]\s*[\"'](?=\S*\d)"
    r"(?=\S*[a-z])[A-Za-z0-9+/=_-]{24,}[\"']",
}
#: of nobody: invented for tests, with the reason
KNOWN = {
    "tests/fixtures/sms": "a webhook's form as the provider documents it, ids invented",
}
BINARY = {".npz", ".png", ".gz", ".ico", ".woff2"}


def _tracked() -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("this is no git checkout: what is tracked can not be told")
    for name in listed.stdout.splitlines():
        if not name.startswith(tuple(KNOWN)) and Path(name).suffix not in BINARY:
            yield ROOT / name


def _found(text: str) -> list[str]:
    return [kind for kind, pattern in KINDS.items() if re.search(pattern, text)]


def test_no_tracked_file_holds_a_secret() -> None:
    """Keys, tokens and passwords come from the environment or from files beside it."""
    found = {}
    for path in _tracked():
        if path.is_file() and (kinds := _found(path.read_text(encoding="utf-8", errors="replace"))):
            found[str(path.relative_to(ROOT))] = kinds
    assert found == {}


# Put together here, so that this file holds none itself.
@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("private key", "-----BEGIN " + "RSA PRIVATE KEY-----"),
        ("cloud key", "key = AKIA" + "ABCDEFGHIJKLMNOP"),
        ("code host token", "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"),
        ("chat token", "xoxb-" + "123456789012-abcdef"),
        ("payment key", "sk_live_" + "a1b2c3d4e5f6g7h8"),
        ("provider key", "SK" + "0123456789abcdef" * 2),
        ("signed token", "eyJhbGciOiJIUzI1" + ".eyJzdWIiOiIxMjM0" + ".abcdefghijklmnopqrstu"),
        ("password in an address", "postgresql://desk:" + "hunter22secret@db/frontdesk"),
        ("given secret", "SESSION_SECRET = '" + "Zm9vYmFyYmF6cXV4MTIzNDU2'"),
    ],
)
def test_each_kind_of_secret_would_be_found(kind: str, text: str) -> None:
    """And a placeholder would not."""
    assert kind in _found(text)
    assert _found("postgresql://desk:${POSTGRES_PASSWORD}@db/frontdesk") == []
    assert _found('session_secret: {file: secrets/session_secret}\nENGINE_TOKEN="$TOKEN"') == []
