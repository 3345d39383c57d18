"""Who passed, as headers for the app behind the proxy."""

from urllib.parse import quote

from app.users.account import Account

# `%` is encoded too: else an address that spells out `%c3%b6` would pass for another's `ö`.
_PLAIN = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) != "%")


def identity_headers(user: Account) -> dict[str, str]:
    """Return all four headers, none of them empty.

    A proxy that gets fewer may hand the app what the client sent in their place
    (GHSA-7r4p-vjf4-gxv4). What is not ASCII is percent-encoded UTF-8.
    """
    return {
        "Remote-User": user.id,
        "Remote-Email": _encoded(user.email),
        "Remote-Name": _encoded(user.name.strip() or user.email),
        "Remote-Groups": user.role,
    }


def _encoded(value: str) -> str:
    if value.isascii() and value.isprintable() and "%" not in value:
        return value
    return quote(value, safe=_PLAIN, errors="replace")
