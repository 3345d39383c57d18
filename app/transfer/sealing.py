"""A file sealed with a passphrase: a head that names version, cost and salt, and what it guards."""

import base64
import re
import secrets

from app.core.encryption import KeyRing, SealBroken
from app.core.passwords import key_of_passphrase
from app.transfer.records import BadLine

BEGINNING = "second-lock-export "
_COST, _LEAST_COST, _MOST_COST = 17, 14, 20  # 2**17: 128 MiB and about half a second a guess
_HEAD = re.compile(r"second-lock-export v1 scrypt:(\d\d):([A-Za-z0-9_-]{22}==)", re.ASCII)
_PURPOSE, _KEY = "export", "passphrase"


def seal(plain: str, passphrase: str) -> str:
    """Return the text of a sealed file: its head, bound to what it guards, and one token."""
    salt = secrets.token_bytes(16)
    head = f"{BEGINNING}v1 scrypt:{_COST}:{base64.urlsafe_b64encode(salt).decode()}"
    ring = KeyRing({_KEY: key_of_passphrase(passphrase, salt, cost=_COST)})
    return f"{head}\n{ring.seal(plain.encode(), purpose=_PURPOSE, owner=head)}\n"


def open_file(text: str, passphrase: str) -> str:
    """Return what a sealed file guards; raises BadLine where passphrase or file is not right."""
    head, _, token = text.strip().partition("\n")
    found = _HEAD.fullmatch(head)
    # The head comes with the file: it may not make us compute for hours, or for nothing.
    if not found or not _LEAST_COST <= int(found[1]) <= _MOST_COST:
        raise BadLine("the file is sealed in a way that this version does not know")
    salt = base64.urlsafe_b64decode(found[2])
    ring = KeyRing({_KEY: key_of_passphrase(passphrase, salt, cost=int(found[1]))})
    try:
        return ring.open_sealed(token.strip(), purpose=_PURPOSE, owner=head).decode()
    except SealBroken:
        raise BadLine("the passphrase is not right, or the file was changed") from None
