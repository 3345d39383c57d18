"""Django's `dumpdata` of auth.user with the devices of django-otp."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from app.core.totp import Totp, secret_of
from app.transfer import fields
from app.transfer.records import BadLine, Entry, Record, SourceKeys, listed, read_each
from app.users.models import ADMIN, USER

USERS = "auth.user"
_TOTP, _STATIC, _TOKEN = (
    "otp_totp.totpdevice",
    "otp_static.staticdevice",
    "otp_static.statictoken",
)
# django-otp learns by how many steps a device's clock is off. We take codes of one step either way.
_MOST_DRIFT = 1
_INCOMPLETE = "the file is no complete dump: dump auth.user, otp_totp and otp_static"


class _Dump:
    """The rows of one dump, by the user that they belong to."""

    def __init__(self, rows: list[tuple[int, Any]]) -> None:
        self.users: list[tuple[int, Any]] = []
        self.devices: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.tokens: dict[str, list[str]] = defaultdict(list)
        owners = {row["pk"]: row["fields"] for _, row in rows if row["model"] == _STATIC}
        for line, row in rows:
            about = row["fields"]
            if row["model"] == USERS:
                self.users.append((line, row))
            elif row["model"] == _TOTP and about["confirmed"]:
                self.devices[str(about["user"])].append(about)
            elif row["model"] == _TOKEN and owners[about["device"]]["confirmed"]:
                self.tokens[str(owners[about["device"]]["user"])].append(about["token"])

    def names_of(self, row: Any) -> tuple[str, ...]:
        """Return the names by which devices may refer to a user.

        That is its primary key, or its user name under --natural-foreign.
        """
        natural = str([row["fields"]["username"]])
        return (str(row["pk"]), natural) if row.get("pk") is not None else (natural,)


def read_django(text: str, _keys: SourceKeys) -> Iterable[Entry]:
    """Read `manage.py dumpdata auth.user otp_totp otp_static`.

    The line of a record is the number of the user's row. Raises BadLine where the file is not such
    a dump.
    """
    try:
        dump = _Dump(listed(json.loads(text), "rows"))
    except (ValueError, KeyError, TypeError):
        raise BadLine(_INCOMPLETE) from None
    return read_each(dump.users, lambda line, row: _parse(line, row, dump))


def _parse(line: int, row: Any, dump: _Dump) -> Record:
    about = row["fields"]
    names = dump.names_of(row)
    devices = [device for name in names for device in dump.devices[name]]
    if len(devices) > 1:
        raise BadLine("it has more than one confirmed TOTP device: keep one")
    device = devices[0] if devices else None
    return Record(
        line=line,
        email=fields.address(about["email"]),
        name=fields.person_name(about["first_name"], about["last_name"]),
        role=ADMIN if about["is_superuser"] else USER,
        is_disabled=not about["is_active"],
        password=fields.password_hash(about["password"]),
        totp=_authenticator(device) if device else None,
        last_step=int(device["last_t"]) if device else -1,
        backup_codes=fields.backup_codes(token for name in names for token in dump.tokens[name]),
    )


def _authenticator(device: dict[str, Any]) -> Totp:
    if device["t0"] != 0:
        raise BadLine("its TOTP device counts steps from another time than 1970 (t0)")
    if abs(device["drift"]) > _MOST_DRIFT:
        raise BadLine("its device's clock is off by more than a step (drift): set that clock")
    secret = secret_of(bytes.fromhex(device["key"]))
    return fields.authenticator(secret, digits=device["digits"], period=device["step"])
