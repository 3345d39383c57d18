"""A file for each refusal that the page on moving in quotes, by section and words."""

import base64
import json
from typing import Any

from tests.transfer.test_authenticator_apps import account, aegis, entry, migration

SECRET = "KRSXG5CTMVRXEZLUKN2HE2LOM4QSCIJB"
BCRYPT = "$2b$05$B8lEG.9LhZvd0Zz6.7rnteJoje1qQBhW1v5YEj91mY0nQW4EZNRFa"
MAIL = "ann@example.com"
NOT_TAKEN = "the password hash is of a kind that is not taken"
BY_EVENTS = "its authenticator counts by events (HOTP), not by time"
COSTLY = "of too high a cost: at most"


def table(name: str, value: str) -> str:
    return f"email;{name}\n{MAIL};{value}\n"


def password(text: str) -> str:
    return table("password_hash", text)


def dump(*devices: dict[str, Any], model: str = "auth.user", last: int = 0) -> str:
    about = {"email": MAIL, "first_name": "", "last_name": "", "username": "ann",
             "is_superuser": False, "is_active": True, "password": "!"}  # fmt: skip
    plain = {"user": 1, "confirmed": True, "key": "aa" * 20, "t0": 0, "drift": 0, "digits": 6,
             "step": 30, "last_t": last}  # fmt: skip
    rows = [{"model": model, "pk": 1, "fields": about}]
    rows += [{"model": "otp_totp.totpdevice", "pk": 1, "fields": plain | each} for each in devices]
    return json.dumps(rows)


def member(**changes: Any) -> str:
    row = {
        "email": MAIL,
        "active": True,
        "fs_uniquifier": "x",
        "tf_primary_method": "authenticator",
    }
    return json.dumps([row | changes])


def realm(*credentials: dict[str, Any]) -> str:
    kept = [
        {
            "type": each["type"],
            **{name: json.dumps(each[name]) for name in ("secretData", "credentialData")},
        }
        for each in credentials
    ]
    return json.dumps({"users": [{"email": MAIL, "enabled": True, "credentials": kept}]})


def otp(kind: str = "totp") -> dict[str, Any]:
    about = {"subType": kind, "digits": 6, "period": 30, "algorithm": "HmacSHA1"}
    return {"type": "otp", "secretData": {"value": "x" * 20}, "credentialData": about}


SEALED_TOTP = {"type": "totp", "v": 1, "enckey": {"v": 1, "c": 4, "k": "AA", "t": "9", "s": "AA"}}
OTHER_PASSWORD = {
    "type": "password",
    "secretData": {"salt": "", "value": ""},
    "credentialData": {"algorithm": "bcrypt", "hashIterations": 12},
}
SALT = base64.urlsafe_b64encode(bytes(16)).decode()

EVERY = {
    "the file holds no account": "email,name\n",
    "the file is not UTF-8 text: save it as UTF-8": b"email;name\na@example.com;Zo\xeb\n",
    "the file is of no known format: name it with --format": '[{"colour": "red"}]',
    "the e-mail address is missing or not valid": "email\nann\n",
    "its address stands on an earlier line": f"email\n{MAIL}\n{MAIL}\n",
    f"the argon2 hash is {COSTLY} 256 MiB of memory, and 768 MiB for memory times passes": password(
        "$argon2id$v=19$m=262144,t=18,p=1$c2FsdHNhbHQ$" + "QUJD" * 8
    ),
    f"the scrypt hash is {COSTLY} 256 MiB for memory times lanes": password(
        "scrypt:1048576:8:1$salt$" + "00" * 64
    ),
    f"the PBKDF2 hash is {COSTLY} 3000000 iterations": password(
        "pbkdf2:sha256:2000000$salt$" + "00" * 64
    ),
    f"the bcrypt hash is {COSTLY} 14": password("$2b$16$" + BCRYPT[7:]),
    f"the SHA-crypt hash is {COSTLY} 700000 rounds": password("$6$rounds=700001$salt$" + "a" * 86),
    f"the phpass hash is {COSTLY} 2^19 rounds": password("$P$I" + "a" * 30),
    f"{NOT_TAKEN}: MD5-crypt": password("$1$salt$qJH7.N4xYta3aEG/dfqo/0"),
    "the password hash is of no known kind": password("hunter2-in-clear"),
    "the bcrypt hash is not complete": password(BCRYPT[:-1]),
    "the secret is not base32": table("secret", "not!base32"),
    "the secret is shorter than 40 bits or longer than 640": table("secret", "MFRA"),
    "the algorithm is not SHA1, SHA256 or SHA512, or digits are not 6 or 8": (
        f"email;secret;digits\n{MAIL};{SECRET};7\n"
    ),
    "the period is not between 15 and 120 seconds": f"email;secret;period\n{MAIL};{SECRET};5\n",
    "a backup code has not 8, 10, 12 or 16 letters and digits": table("backup_codes", "1"),
}
TABLES = {
    "the first line has no column email (read with semicolons)": "mail;name;role\n",
    "the first line has unknown columns: passwort; known are: email, name, role": (
        table("Passwort", "x")
    ),
    "the first line names a column twice": f"email;email\n{MAIL};{MAIL}\n",
    "it has a field without a column, or a quote without its end": f"email\n{MAIL},more\n",
    "it is no JSON object": f'{{"email": "{MAIL}"}}\n{{nothing}}\n',
    "it has a field with an unknown name": f'{{"email": "{MAIL}", "colour": "red"}}',
    "the role is neither user nor admin": table("role", "king"),
    "a group has another name than 1 to 40 of a-z, 0-9, hyphen, underscore, dot": (
        table("groups", "Wiki")
    ),
    "a field for yes or no holds something else": table("verified", "perhaps"),
}
APPS = {
    "it is no otpauth://totp/ URI": f"otpauth://hotp/{MAIL}?secret={SECRET}&counter=1\n",
    "the otpauth-migration:// URI is not complete": "otpauth-migration://offline?data=Cj\n",
    BY_EVENTS: migration(account(MAIL, kind=1)),
    "its authenticator is of a kind of its own": aegis(entry(MAIL, "steam")),
    "the Aegis export is encrypted: export it without encryption": (
        '{"version": 1, "header": {}, "db": "AAAA"}'
    ),
}
DJANGO = {
    "the dump has no row of auth.user; it has rows of: accounts.member": (
        dump(model="accounts.member")
    ),
    "the file is no complete dump: dump auth.user, otp_totp and otp_static": (
        '[{"model": "auth.user", "fields": {}}, {"model": "otp_static.statictoken"}]'
    ),
    "it has more than 5 confirmed TOTP devices: keep 5": dump(*[{}] * 6),
    "its TOTP device counts steps from another time than 1970 (t0)": dump({"t0": 1}),
    "its device's clock is off by more than a step (drift): set that clock": dump({"drift": 2}),
    "its app's last used code is from the future: a clock was ahead": dump({}, last=10**9),
}
FLASK_SECURITY = {
    "its password needs SECURITY_PASSWORD_SALT: give it": member(password=BCRYPT),
    "the secret was sealed under a key that was not given: give SECURITY_TOTP_SECRETS": member(
        tf_totp_secret=json.dumps(SEALED_TOTP)
    ),
    "its TOTP secret is of an unknown version": member(
        tf_totp_secret=json.dumps({"type": "totp", "v": 2})
    ),
    "its recovery codes are sealed: leave the column mf_recovery_codes out": member(
        tf_totp_secret=json.dumps({"type": "totp", "v": 1, "key": SECRET}),
        mf_recovery_codes=["gAAAAAsealed"],
    ),
}
KEYCLOAK = {
    "the file is no realm export with users": b'{"realm": "x"}',
    f"{NOT_TAKEN}: bcrypt": realm(OTHER_PASSWORD),
    BY_EVENTS: realm(otp("hotp")),
    "it has more than 5 authenticators: keep 5": realm(*[otp()] * 6),
}
SECOND_LOCK = {
    "the passphrase is not right, or the file was changed": (
        f"second-lock-export v1 scrypt:14:{SALT}\nv1.passphrase.AAAA\n"
    ),
    "the file is sealed in a way that this version does not know": (
        f"second-lock-export v9 scrypt:14:{SALT}\nv1.passphrase.AAAA\n"
    ),
}
SECTIONS: dict[str, dict[str, Any]] = {
    "What every import takes": EVERY,
    "CSV and JSON": TABLES,
    "Authenticator apps": APPS,
    "Django": DJANGO,
    "Flask-Security": FLASK_SECURITY,
    "Keycloak": KEYCLOAK,
    "Another Second Lock": SECOND_LOCK,
}
# JSON without users is of no format that could be detected.
FORMATS = {"the file is no realm export with users": ("--format", "keycloak")}
