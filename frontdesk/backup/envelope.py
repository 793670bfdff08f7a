"""The file a backup lies in: gzip, cut into pieces, each piece sealed (AES-256-GCM).

Every piece has its number and whether it is the last in what is authenticated (the STREAM
construction of Hoang, Reyhanitabar, Rogaway and Vizár), so that a piece changed, moved, left out
or missing at the end is noticed. The key is made from the newest part of `FIELD_SECRET` and from
bytes of the file's own: who holds the file alone can not read it.
"""

from __future__ import annotations

import os
import secrets
import struct
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_MAGIC = b"frontdesk backup 1\n"
_SALT = 32
_PIECE, _TAG = 1 << 20, 16
#: number of the piece, whether it is the last one
_NONCE = struct.Struct(">11sB")
_LENGTH = struct.Struct(">I")


class Damaged(LookupError):
    """The file can not be opened, or not to its end: the sentence says why."""


def write(path: Path, lines: Iterable[bytes], secret: str) -> None:
    """Write `lines` to a new file that only its owner reads; whole or not at all.

    Raises:
        FileExistsError: when something is there already.
    """
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            salt = secrets.token_bytes(_SALT)
            file.write(_MAGIC + salt)
            _write_pieces(file, AESGCM(_key(secret, salt)), _squeezed(lines))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def read(path: Path, keys: Iterable[str]) -> Iterator[bytes]:
    """The lines again. Raises `Damaged`, be it only at the end; `OSError` without the file.

    Args:
        keys: the secrets it may have been sealed with.
    """
    if path.stat().st_mode & 0o077:
        raise Damaged(f"{path} can be read by others: chmod 600 it, and ask who had it")
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise Damaged(f"{path} is no backup of Frontdesk")
        salt = file.read(_SALT)
        ciphers = [AESGCM(_key(secret, salt)) for secret in keys]
        yield from _lines(_plain(file, path, ciphers))


def _write_pieces(file: BinaryIO, cipher: AESGCM, pieces: Iterator[bytes]) -> None:
    number, waiting = 0, next(pieces)
    for piece in pieces:
        _write_piece(file, cipher, number, waiting, last=False)
        number, waiting = number + 1, piece
    _write_piece(file, cipher, number, waiting, last=True)


def _write_piece(file: BinaryIO, cipher: AESGCM, number: int, piece: bytes, last: bool) -> None:
    sealed = cipher.encrypt(_nonce(number, last), piece, None)
    file.write(_LENGTH.pack(len(sealed)) + sealed)


def _plain(file: BinaryIO, path: Path, ciphers: list[AESGCM]) -> Iterator[bytes]:
    number, unpacked, piece = 0, zlib.decompressobj(wbits=31), _piece(file, path)
    while piece:
        following = _piece(file, path)
        opened = _opened(ciphers, _nonce(number, last=not following), piece)
        if opened is None and number == 0:
            raise Damaged(f"{path} was sealed with another FIELD_SECRET, or is damaged")
        if opened is None:
            raise Damaged(f"{path} is damaged or cut short: piece {number + 1} does not open")
        yield unpacked.decompress(opened)
        number, piece = number + 1, following
    if not number:
        raise Damaged(f"{path} is cut short: there is nothing in it")
    yield unpacked.flush()


def _piece(file: BinaryIO, path: Path) -> bytes:
    head = file.read(_LENGTH.size)
    if not head:
        return b""
    length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
    piece = file.read(length) if 0 < length <= _PIECE + _TAG else b""
    if not piece or len(piece) != length:
        raise Damaged(f"{path} is damaged or cut short")
    return piece


def _opened(ciphers: list[AESGCM], nonce: bytes, piece: bytes) -> bytes | None:
    for cipher in list(ciphers):
        try:
            opened = cipher.decrypt(nonce, piece, None)
        except InvalidTag:
            continue
        ciphers[:] = [cipher]
        return opened
    return None


def _squeezed(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces of the gzipped lines, each of at most `_PIECE` bytes; at least one."""
    packer, waiting = zlib.compressobj(level=6, wbits=31), bytearray()
    for line in lines:
        waiting += packer.compress(line)
        while len(waiting) > _PIECE:
            yield bytes(waiting[:_PIECE])
            del waiting[:_PIECE]
    waiting += packer.flush()
    while waiting:
        yield bytes(waiting[:_PIECE])
        del waiting[:_PIECE]


def _lines(content: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for part in content:
        *whole, rest = (rest + part).split(b"\n")
        yield from whole
    if rest:
        yield rest


def _nonce(number: int, last: bool) -> bytes:
    return _NONCE.pack(number.to_bytes(11, "big"), last)


def _key(secret: str, salt: bytes) -> bytes:
    return HKDF(SHA512(), 32, salt=salt, info=b"frontdesk backup 1").derive(secret.encode())
