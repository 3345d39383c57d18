"""Keycloak's realm export: users with `credentials` of passwords and authenticators."""

import base64
import json
from collections.abc import Iterable
from typing import Any

from app.core import foreign_hashes
from app.core.foreign_hashes import ForeignHash
from app.core.group_names import is_group_name
from app.core.totp import Totp, secret_of
from app.transfer import fields
from app.transfer.kept import KeptApp
from app.transfer.password_hashes import of_unknown_kind, taken
from app.transfer.records import BadLine, Entry, Password, Record, SourceKeys, listed, read_each
from app.twofactor.enrolment import MOST_APPS

_DIGESTS = {"pbkdf2": "sha1", "pbkdf2-sha256": "sha256", "pbkdf2-sha512": "sha512"}
_LEFT_BEHIND = {
    "webauthn": "passkeys",
    "webauthn-passwordless": "passkeys",
    "recovery-authn-codes": "recovery codes",
}
_READ = ("password", "password-history", "otp")
_VERSIONS = {"1.0": 16, "1.3": 19}


def read_keycloak(text: str, _keys: SourceKeys) -> Iterable[Entry]:
    """Read `kc.sh export --realm …`, or one of its files of users.

    The line of a record is the number of the user. Recovery codes are hashed there, and its
    passkeys do not say whether they may be synced, which never changes here: both stay behind. So
    do groups whose name cannot be taken. Raises BadLine.
    """
    try:
        people = listed(json.loads(text)["users"], "users")
    except (ValueError, KeyError, TypeError):
        raise BadLine("the file is no realm export with users") from None
    # A service account signs a client in. It is no person and has no address.
    return read_each([each for each in people if not _is_service(each[1])], _parse)


def _is_service(user: Any) -> bool:
    return isinstance(user, dict) and bool(user.get("serviceAccountClientId"))


def _parse(line: int, user: dict[str, Any]) -> Record:
    kept = user.get("credentials") or []
    passwords = [each for each in kept if each["type"] == "password"]
    apps = [each for each in kept if each["type"] == "otp"]
    if len(apps) > MOST_APPS:
        raise BadLine(f"it has more than {MOST_APPS} authenticators: keep {MOST_APPS}")
    paths = [_group(each) for each in user.get("groups") or []]
    groups = [each for each in paths if is_group_name(each)]
    return Record(
        line=line,
        email=fields.address(user.get("email")),
        name=fields.person_name(user.get("firstName"), user.get("lastName")),
        groups=fields.groups(groups),
        is_verified=fields.yes_or_no(user.get("emailVerified"), default=False),
        is_disabled=not fields.yes_or_no(user.get("enabled"), default=True),
        password=_password(*_parts(passwords[0])) if passwords else None,
        apps=tuple(_app(each) for each in apps),
        left_behind=(
            *_left_behind(each["type"] for each in kept),
            *(("groups",) if len(groups) < len(paths) else ()),
        ),
    )


def _left_behind(kinds: Iterable[str]) -> tuple[str, ...]:
    other = "credentials of another kind"
    return tuple(sorted({_LEFT_BEHIND.get(kind, other) for kind in kinds if kind not in _READ}))


def _group(path: str) -> str:
    """Return the name of a group: `/staff/editors` is `staff.editors` here."""
    return path.removeprefix("/").replace("/", ".")


def _parts(credential: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    secret, about = json.loads(credential["secretData"]), json.loads(credential["credentialData"])
    return dict(secret), dict(about)


def _password(secret: dict[str, Any], about: dict[str, Any]) -> Password:
    kind = str(about["algorithm"])
    if kind != "argon2" and kind not in _DIGESTS:
        return of_unknown_kind(kind)
    return taken(lambda: _hash(kind, secret, about))


def _hash(kind: str, secret: dict[str, Any], about: dict[str, Any]) -> ForeignHash:
    salt, result = (base64.b64decode(secret[name], validate=True) for name in ("salt", "value"))
    iterations = int(about["hashIterations"])
    if kind == "argon2":
        return foreign_hashes.of_argon2(_phc(about, iterations, salt, result))
    return foreign_hashes.of_pbkdf2(_DIGESTS[kind], iterations, salt=salt, result=result)


def _phc(about: dict[str, Any], passes: int, salt: bytes, result: bytes) -> str:
    more = {name: values[0] for name, values in about["additionalParameters"].items()}
    return foreign_hashes.phc_of_parts(
        f"argon2{more['type']}",
        version=_VERSIONS[more["version"]],
        memory=int(more["memory"]),
        passes=passes,
        lanes=int(more["parallelism"]),
        salt=salt,
        result=result,
    )


def _app(credential: dict[str, Any]) -> KeptApp:
    totp = _authenticator(*_parts(credential))
    return KeptApp(totp=totp, name=fields.factor_name(credential.get("userLabel")))


def _authenticator(secret: dict[str, Any], about: dict[str, Any]) -> Totp:
    if about["subType"] != "totp":
        raise BadLine("its authenticator counts by events (HOTP), not by time")
    value = secret["value"]
    # Without an encoding the letters themselves are the key, and the app was shown them in base32.
    is_base32 = about.get("secretEncoding") == "BASE32"
    return fields.authenticator(
        value if is_base32 else secret_of(value.encode()),
        algorithm=about["algorithm"],
        digits=about["digits"],
        period=about["period"],
    )
