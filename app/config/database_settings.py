"""Parser of DATABASE_URL."""

import re
from pathlib import Path
from urllib.parse import quote, unquote, urlencode

from app.config.parsing import ConfigError, number, split_address

_SQLITE, _POSTGRESQL, _SHORT = "sqlite:///", "postgresql://", "postgres://"
_USUAL_PORT = "5432"
_port = number(1, 65535)
_SEVERAL = re.compile(
    r"(?P<user>[^@?]*@)?(?P<hosts>[^/?@]*,[^/?@]*)(?P<database>/[^?]*)?(?:\?(?P<options>.*))?"
)
_HOST = re.compile(r"(?P<name>\[[^]]+\]|[^:\[\]]*)(?::(?P<port>[0-9]*))?")


def database_url(value: str) -> str | None:
    """Return the address of a database, or None for an empty value.

    Raises ConfigError, also for a SQLite file with options.
    """
    given = value.strip()
    if not given:
        return None
    if given.startswith(_SQLITE):
        return _sqlite(given)
    if not given.startswith((_POSTGRESQL, _SHORT)):
        raise ConfigError(f"must be an address that begins with {_SQLITE} or {_POSTGRESQL}")
    rest = given.partition("://")[2]
    if several := _SEVERAL.fullmatch(rest):
        return _several_hosts(several)
    if split_address(given) is None:
        raise ConfigError(
            "must name a host and a port such as db.example.com:5432; "
            "percent-encode / ? # @ : % in user and password"
        )
    return f"{_POSTGRESQL}{rest}"


def database_address(url: str | None, instance_dir: Path) -> str:
    """Return the address of the database that DATABASE_URL and INSTANCE_DIR name.

    SQLAlchemy reads an address percent-encoded: a `?` in a folder's name would end the file's name.
    """
    if not url:
        return f"sqlite:///{quote(str(instance_dir / 'second-lock.db'))}"
    return url


def anchored_url(url: str | None, folder: Path) -> str | None:
    """Return an address whose relative SQLite file lies in a folder."""
    if url and url.startswith(_SQLITE) and not url.startswith(f"{_SQLITE}/"):
        return f"{_SQLITE}{quote(str(folder))}/{url.removeprefix(_SQLITE)}"
    return url


def sqlite_file(address: str) -> Path | None:
    """Return the file of a SQLite database, or None for another database."""
    return Path(unquote(address.removeprefix(_SQLITE))) if address.startswith(_SQLITE) else None


def _sqlite(given: str) -> str:
    # SQLAlchemy would cut the file's name at the question mark.
    if "?" in given:
        raise ConfigError("must name a SQLite file without options; write ? in its name as %3F")
    return given


def _several_hosts(found: re.Match[str]) -> str:
    """Return the address of several hosts, as SQLAlchemy spells what libpq reads.

    libpq's `postgresql://a:1,b:2/name` becomes `postgresql:///name?host=a,b&port=1,2`.
    """
    hosts = [_HOST.fullmatch(each) for each in found["hosts"].split(",")]
    try:
        ports = [str(_port(each["port"] or _USUAL_PORT)) for each in hosts if each]
    except ConfigError:
        ports = []
    if len(ports) != len(hosts):
        raise ConfigError("must name hosts and ports such as a.example.com:5432,b.example.com:5432")
    names = ",".join(each["name"].strip("[]") for each in hosts if each)
    options = urlencode({"host": names, "port": ",".join(ports)}, safe=",:")
    more = f"&{found['options']}" if found["options"] else ""
    return f"{_POSTGRESQL}{found['user'] or ''}{found['database'] or '/'}?{options}{more}"
