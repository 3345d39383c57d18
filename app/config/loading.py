"""Reading the settings from an environment and a key file, and refusing what is weak."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any
from urllib.parse import urlsplit

from app.config import parsing
from app.config.keyfile import KEY_NAMES, KeyFile, ensure_keys, find_key_file
from app.config.parsing import ConfigError
from app.config.settings import Settings


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Return the checked settings of an environment; makes keys where that is safe.

    Raises ConfigError, one line naming the setting, for everything that is missing or weak.
    """
    values = {
        each.name: _parse(each.name.upper(), environ.get(each.name.upper(), ""), each.metadata)
        for each in fields(Settings)
        if each.name.upper() not in KEY_NAMES
    }
    host = urlsplit(values["public_url"]).hostname or ""
    if parsing.is_loopback(host):
        keys = {**ensure_keys(values["instance_dir"]), **_given_keys(environ)}
    else:
        keys = _given_keys(environ)
    if parsing.is_loopback(host) and not parsing.is_loopback(values["host"]):
        raise ConfigError("PUBLIC_URL must be the public address when HOST is not a loopback one")
    for each in fields(Settings):
        if (name := each.name.upper()) in KEY_NAMES:
            if name not in keys:
                raise ConfigError(f"{name} is missing: `flask keys generate` makes one")
            values[each.name] = _parse(name, keys[name], each.metadata)
    _refuse_equal(values)
    return Settings(**values)


def key_file_of(settings: Settings, environ: Mapping[str, str]) -> KeyFile | None:
    """Return the file that keys come from, or None where the environment gives them all."""
    if not parsing.is_loopback(urlsplit(settings.public_url).hostname or ""):
        return None
    return find_key_file(settings.instance_dir, _given_keys(environ))


def with_keys_of(settings: Settings, file: KeyFile) -> Settings:
    """Return the settings with the keys that the file holds now; raises ConfigError."""
    parsers = {each.name.upper(): each.metadata for each in fields(Settings)}
    found = {
        name.lower(): _parse(name, value, parsers[name]) for name, value in file.read().items()
    }
    _refuse_equal(
        {**{name.lower(): getattr(settings, name.lower()) for name in KEY_NAMES}, **found}
    )
    return replace(settings, **found)


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
