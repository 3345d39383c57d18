"""Loading and checking the settings of an environment and a key file."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from app.config import parsing
from app.config.database_settings import anchored_url, database_address, sqlite_file
from app.config.keyfile import KEY_NAMES, KeyFile, ensure_keys, find_key_file
from app.config.parsing import ConfigError
from app.config.root import ROOT
from app.config.settings import Settings
from app.config.working_folder import anchored, mail_folder, refuse_lost, working_folder


def load_settings(
    environ: Mapping[str, str], *, is_used: Callable[[str], bool] = lambda _database: False
) -> Settings:
    """Return the checked settings of an environment.

    Missing keys are generated where PUBLIC_URL is a loopback address. `is_used` takes a database's
    address and tells whether it holds values made under keys. By default, a database counts as
    new. Raises ConfigError, one line that names the setting, for a missing or weak one.
    """
    values = _values_of(anchored(environ, working_folder(environ, ROOT)))
    if not environ.get("PUBLIC_URL"):
        values["public_url"] = parsing.origin(f"http://localhost:{values['port']}")
    is_local = parsing.is_local(values["public_url"])
    if is_local and not parsing.is_loopback(values["host"]):
        raise ConfigError("PUBLIC_URL must be the public address when HOST is not a loopback one")
    file = find_key_file(values["instance_dir"], _given_keys(environ)) if is_local else None
    keys = _given_keys(environ)
    if file is not None:
        address = database_address(values["database_url"], values["instance_dir"])
        made = ensure_keys(values["instance_dir"], is_used=lambda: is_used(address))
        keys = {**made, **keys}
    values |= _parse_keys(keys, file)
    return Settings(**values)


def key_file_of(settings: Settings, environ: Mapping[str, str]) -> KeyFile | None:
    """Return the key file in use, or None.

    No file is used if the environment gives all keys, or if PUBLIC_URL is not a loopback address.
    """
    if not settings.is_local:
        return None
    return find_key_file(settings.instance_dir, _given_keys(environ))


def with_keys_of(settings: Settings, file: KeyFile) -> Settings:
    """Return the settings with the file's current keys; raises ConfigError."""
    parsers = {each.name.upper(): each.metadata for each in fields(Settings)}
    found = {
        name.lower(): _parse(name, value, parsers[name]) for name, value in file.read().items()
    }
    _refuse_equal(
        {**{name.lower(): getattr(settings, name.lower()) for name in KEY_NAMES}, **found}
    )
    return replace(settings, **found)


def _values_of(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return every setting but the keys; refuse places that an update deletes."""
    values = {
        each.name: _parse(each.name.upper(), environ.get(each.name.upper(), ""), each.metadata)
        for each in fields(Settings)
        if each.name.upper() not in KEY_NAMES
    }
    values["database_url"] = anchored_url(values["database_url"], values["working_dir"])
    places = {
        "INSTANCE_DIR": values["instance_dir"],
        "DATABASE_URL": sqlite_file(values["database_url"] or ""),
        "MAIL_URL": mail_folder(values["mail_url"]),
    }
    for name, place in places.items():
        if place is not None:
            refuse_lost(name, place, ROOT)
    return values


def _parse_keys(keys: Mapping[str, str], file: KeyFile | None) -> dict[str, Any]:
    found = {}
    for each in fields(Settings):
        if (name := each.name.upper()) not in KEY_NAMES:
            continue
        place = f"{file.path}: " if file and name in file.names else ""
        if name not in keys:
            mend = "put that file back as it was" if place else "`flask keys generate` makes one"
            raise ConfigError(f"{place}{name} is missing: {mend}")
        try:
            found[each.name] = _parse(name, keys[name], each.metadata)
        except ConfigError as wrong:
            raise ConfigError(f"{place}{wrong}") from None
    _refuse_equal(found)
    return found


def _given_keys(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: environ[name] for name in KEY_NAMES if environ.get(name)}


def _parse(name: str, value: str, metadata: Mapping[str, Any]) -> Any:
    try:
        return metadata["parse"](value or metadata["default"] or "")
    except ConfigError as wrong:
        raise ConfigError(f"{name} {wrong}") from None


def _refuse_equal(values: Mapping[str, Any]) -> None:
    secrets = [key.encode() for name in ("secret_key", "twofa_secret_key") for key in values[name]]
    secrets += [
        key for name in ("encryption_keys", "password_pepper") for key in values[name].values()
    ]
    if len(set(secrets)) != len(secrets):
        raise ConfigError(
            "SECRET_KEY, TWOFA_SECRET_KEY, ENCRYPTION_KEYS and PASSWORD_PEPPER "
            "must all be different"
        )
