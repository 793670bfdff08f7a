"""Secrets: from the environment, from a file it names, or made once in development.

`NAME` holds the secret itself, `NAME_FILE` the path of a file with it (Docker, Kubernetes and
key services hand secrets out as files); else development makes one in `DATA_DIR/secrets`.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from frontdesk.settings import Settings

#: name in the environment -> what it protects
SECRETS = {
    "SESSION_SECRET": "signs visitors' chat sessions and single-use links",
    "ENGINE_TOKEN": "lets the door speak to the engine",
    "ACTIONS_TOKEN": "lets the engine speak to the action server",
    "LOOKUP_SECRET": "keys the hash by which a phone number is found",
    "FIELD_SECRET": "encrypts names, numbers, addresses and keys of the second factor in the store",
    "TRACKER_SECRET": "encrypts what the engine keeps of a dialogue",
    "TWILIO_AUTH_TOKEN": "proves the text provider's webhooks",
    "SMTP_PASSWORD": "signs in to the mail server",
    "METRICS_TOKEN": "lets a collector read /metrics; none: nobody reads it",
}
#: these belong to somebody else and can not be made here
_FOREIGN = ("TWILIO_AUTH_TOKEN", "SMTP_PASSWORD")
#: a real clinic may do without these
OPTIONAL = ("METRICS_TOKEN",)


class SecretMissing(RuntimeError):
    """A secret that production needs is not in the environment."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is not set: it {SECRETS[name]}. Set it, or {name}_FILE, in the environment."
        )
        self.name = name


def secret(name: str, settings: Settings) -> str:
    """The secret called `name`.

    Raises:
        SecretMissing: in production, when the environment does not hold it.
        OSError: when the file that the environment names can not be read.
        KeyError: when no such secret is declared.
    """
    SECRETS[name]
    value = os.environ.get(name, "") or _from_file(os.environ.get(f"{name}_FILE", ""))
    if value or name in _FOREIGN:
        return value
    if settings.production:
        if name in OPTIONAL:
            return ""
        raise SecretMissing(name)
    return _generated(settings.data_dir / "secrets" / name.lower())


def _from_file(path: str) -> str:
    return Path(path).read_text().strip() if path else ""


def _generated(path: Path) -> str:
    # It is asked for with every text: made once, read ever after.
    with suppress(FileNotFoundError):
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        # Two processes or threads may start at once: whoever links first decides, others read.
        draft = path.with_suffix(f".{secrets.token_hex(8)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(32))
        try:
            os.link(draft, path)
        finally:
            draft.unlink()
    except FileExistsError:
        pass
    return path.read_text().strip()
