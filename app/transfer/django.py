"""Django's `dumpdata` of auth.user with the devices of django-otp."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from app.core.totp import secret_of
from app.transfer import fields
from app.transfer.kept import KeptApp
from app.transfer.password_hashes import password_hash
from app.transfer.records import BadLine, Entry, Record, SourceKeys, listed, read_each
from app.twofactor.enrolment import MOST_APPS
from app.users.models import ADMIN, USER

USERS = "auth.user"
_TOTP, _STATIC, _TOKEN = (
    "otp_totp.totpdevice",
    "otp_static.staticdevice",
    "otp_static.statictoken",
)
_READ = (USERS, _TOTP, _STATIC, _TOKEN)
# How the models of other second factors end: of django-otp, its additions, and allauth.
_FACTORS = ("device", "credential", "authenticator")
# django-otp learns by how many steps a device's clock is off. We take codes of one step either way.
_MOST_DRIFT = 1
_INCOMPLETE = "the file is no complete dump: dump auth.user, otp_totp and otp_static"


class _Dump:
    """The rows of one dump, by the user that they belong to."""

    def __init__(self, rows: list[tuple[int, Any]]) -> None:
        self.models = _named({str(row["model"]) for _, row in rows})
        self.users: list[tuple[int, Any]] = []
        self.devices: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.tokens: dict[str, list[str]] = defaultdict(list)
        self.left_behind: dict[str, list[str]] = defaultdict(list)
        owners = {row["pk"]: row["fields"] for _, row in rows if row["model"] == _STATIC}
        for line, row in rows:
            about = row["fields"]
            if row["model"] == USERS:
                self.users.append((line, row))
            elif row["model"] == _TOTP and about["confirmed"]:
                self.devices[str(about["user"])].append(about)
            elif name := _left_behind(row):
                self.left_behind[str(about["user"])].append(name)
            elif row["model"] == _TOKEN and owners[about["device"]]["confirmed"]:
                self.tokens[str(owners[about["device"]]["user"])].append(about["token"])

    def names_of(self, row: Any) -> tuple[str, ...]:
        """Return the names by which devices may refer to a user.

        That is its primary key, or its user name under --natural-foreign.
        """
        natural = str([row["fields"]["username"]])
        return (str(row["pk"]), natural) if row.get("pk") is not None else (natural,)


def _named(models: set[str]) -> str:
    """Return the first ten names of models."""
    # A name may hold anything, and only one that Django could give is repeated.
    readable = sorted(name for name in models if re.fullmatch(r"\w{1,50}\.\w{1,50}", name))
    return ", ".join(readable[:10]) or "none"


def _left_behind(row: dict[str, Any]) -> str | None:
    """Return what the second factor of a row is called, or None."""
    model, about = str(row["model"]), row["fields"]
    if model in _READ or "user" not in about or not model.endswith(_FACTORS):
        return None
    is_passkey = "webauthn" in model or about.get("type") == "webauthn"
    return "passkeys" if is_passkey else "second factors of another kind"


def read_django(text: str, _keys: SourceKeys) -> Iterable[Entry]:
    """Read `manage.py dumpdata auth.user otp_totp otp_static`.

    The line of a record is the number of the user's row. Raises BadLine where the file is not such
    a dump.
    """
    try:
        dump = _Dump(listed(json.loads(text), "rows"))
    except (ValueError, KeyError, TypeError):
        raise BadLine(_INCOMPLETE) from None
    if not dump.users:
        raise BadLine(f"the dump has no row of {USERS}; it has rows of: {dump.models}")
    return read_each(dump.users, lambda line, row: _parse(line, row, dump))


def _parse(line: int, row: Any, dump: _Dump) -> Record:
    about = row["fields"]
    names = dump.names_of(row)
    devices = [device for name in names for device in dump.devices[name]]
    if len(devices) > MOST_APPS:
        raise BadLine(f"it has more than {MOST_APPS} confirmed TOTP devices: keep {MOST_APPS}")
    return Record(
        line=line,
        email=fields.address(about["email"]),
        name=fields.person_name(about["first_name"], about["last_name"]),
        role=ADMIN if about["is_superuser"] else USER,
        is_disabled=not about["is_active"],
        password=password_hash(about["password"]),
        apps=tuple(_app(device) for device in devices),
        backup_codes=fields.backup_codes(token for name in names for token in dump.tokens[name]),
        left_behind=tuple(sorted({each for name in names for each in dump.left_behind[name]})),
    )


def _app(device: dict[str, Any]) -> KeptApp:
    if device["t0"] != 0:
        raise BadLine("its TOTP device counts steps from another time than 1970 (t0)")
    if abs(device["drift"]) > _MOST_DRIFT:
        raise BadLine("its device's clock is off by more than a step (drift): set that clock")
    secret = secret_of(bytes.fromhex(device["key"]))
    totp = fields.authenticator(secret, digits=device["digits"], period=device["step"])
    name = fields.factor_name(device.get("name"))
    return KeptApp(totp=totp, last_step=int(device["last_t"]), name=name)
