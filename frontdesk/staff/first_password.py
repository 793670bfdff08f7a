"""The first account's one-time password, kept in a file so that every start can print it."""

from __future__ import annotations

from pathlib import Path


def kept(data_dir: Path) -> str | None:
    """The password, while it waits to be used."""
    try:
        return _file(data_dir).read_text().strip() or None
    except FileNotFoundError:
        return None


def keep(data_dir: Path, password: str) -> str:
    """Write it down, readable by its owner alone; returns it."""
    path = _file(data_dir)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(f"{password}\n")
    return password


def forget(data_dir: Path, password: str) -> None:
    """Delete the file if this password is the one it holds."""
    if kept(data_dir) == password:
        _file(data_dir).unlink(missing_ok=True)


def _file(data_dir: Path) -> Path:
    return data_dir / "first-password"
