"""Backups under a passphrase, in the public format age: any age program opens them, too.

The library is pyrage, which brings the Rust implementation of age with it. A container of
our own on cryptography's primitives would be readable by certtrack alone, and the scheme of
encrypted ZIPs hides neither names nor sizes. It works in memory, which holds the backup
plain and encrypted for a moment.
"""

from __future__ import annotations

from pathlib import Path

from certtrack.errors import refuse

SEALED = b"age-encryption.org/"
"""How a file begins that is encrypted so."""

INSTALL = 'Install it: pip install "certtrack[encryption]".'
WRONG = "Decryption failed"


def seal(content: bytes, passphrase: str) -> bytes:
    """What is encrypted under a passphrase.

    Raises:
        Refused: When the library is not installed.
    """
    try:
        from pyrage import passphrase as age
    except ImportError:
        raise refuse("encryption needs the library pyrage", hint=INSTALL) from None
    sealed: bytes = age.encrypt(content, passphrase)
    return sealed


def unseal(path: Path, passphrase: str) -> bytes:
    """What is in an encrypted file.

    Raises:
        Refused: For another passphrase, for a damaged file, when the library is not there.
    """
    try:
        from pyrage import DecryptError
        from pyrage import passphrase as age
    except ImportError:
        raise refuse("decryption needs the library pyrage", hint=INSTALL) from None
    try:
        plain: bytes = age.decrypt(path.read_bytes(), passphrase)
    except DecryptError as error:
        wrong = str(error) == WRONG
        what = "the passphrase is another one" if wrong else "the backup is damaged or cut short"
        raise refuse(what, where=str(path), hint="Nothing was changed.") from None
    return plain


def is_sealed(path: Path) -> bool:
    """Whether a file is encrypted."""
    with path.open("rb") as file:
        return file.read(len(SEALED)) == SEALED
