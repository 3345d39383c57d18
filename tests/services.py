"""Real PostgreSQL, PgBouncer and Redis servers of the tests' own, on unix sockets, also when run as
root."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import psycopg

if TYPE_CHECKING:
    import trustme

INSTALL = "install it (Debian: apt-get install postgresql redis-server)"


def _unprivileged() -> dict[str, Any]:
    """Return Popen arguments: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("there is no unprivileged user to run PostgreSQL as")


def _postgres_binaries() -> Path:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -int(p.parent.name))
    on_path = shutil.which("initdb")
    for folder in [*debian, *([Path(on_path).parent] if on_path else [])]:
        if (folder / "initdb").exists():
            return folder
    raise RuntimeError(f"PostgreSQL's server is missing: {INSTALL}")


def _wait_for(is_ready: Callable[[], bool], what: str) -> None:
    for _ in range(1200):
        if is_ready():
            return
        time.sleep(0.05)
    raise RuntimeError(f"{what} did not start")


class Server:
    """One server process with a folder of its own."""

    at_once = signal.SIGKILL

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="second-lock-"))
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop(self.at_once)  # what it kept is thrown away
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        raise NotImplementedError

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End the process as an operator would; a background job would not hear SIGINT."""
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(20)
            self.process = None


class Postgres(Server):
    """A PostgreSQL server; `url(name)` is the address of one database. With a `port` it listens on
    127.0.0.1, too."""

    at_once = signal.SIGQUIT  # SIGKILL would leave its children behind

    def __init__(self, port: int | None = None) -> None:
        super().__init__()
        self.port = port

    def start(self) -> None:
        binaries, account = _postgres_binaries(), _unprivileged()
        data = self.folder / "data"
        if not data.exists():
            self.folder.chmod(0o755)
            data.mkdir(0o700)
            if account:
                for path in (self.folder, data):
                    os.chown(path, account["user"], account["group"])
            subprocess.run(
                [
                    binaries / "initdb",
                    "-D",
                    data,
                    "-A",
                    "trust",
                    "-U",
                    "postgres",
                    "-N",
                    "-E",
                    "UTF8",
                ],
                check=True,
                cwd=self.folder,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
                **account,
            )
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    binaries / "postgres",
                    "-D",
                    data,
                    "-k",
                    self.folder,
                    "-c",
                    f"listen_addresses={'127.0.0.1' if self.port else ''}",
                    "-p",
                    str(self.port or 5432),
                    "-F",
                    "-c",
                    "full_page_writes=off",
                    "-c",
                    "max_connections=300",
                ],
                stderr=log,
                stdout=log,
                cwd=self.folder,
                **account,
            )
        ready: list[str | Path] = [
            binaries / "pg_isready", "-q", "-h", self.folder, "-p", str(self.port or 5432),
        ]  # fmt: skip
        _wait_for(lambda: subprocess.run(ready, check=False).returncode == 0, "PostgreSQL")

    def url(self, name: str = "postgres") -> str:
        port = f"&port={self.port}" if self.port else ""
        return f"postgresql://postgres@/{name}?host={self.folder}{port}"

    def offer_tls(self, authority: "trustme.CA") -> None:
        """Let the server show a certificate for localhost."""
        data, made = self.folder / "data", authority.issue_cert("localhost")
        for name, blobs in (("key", [made.private_key_pem]), ("crt", made.cert_chain_pems)):
            file = data / f"server.{name}"
            file.write_bytes(b"".join(blob.bytes() for blob in blobs))
            file.chmod(0o600)
            os.chown(file, data.stat().st_uid, data.stat().st_gid)
        self.tell("ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()")

    def ask_for_password(self, *roles: str) -> None:
        """Ask these roles for their passwords on TCP; all others are trusted."""
        access = self.folder / "data" / "pg_hba.conf"
        access.write_text(f"host all {','.join(roles)} all scram-sha-256\n{access.read_text()}")
        self.tell("SELECT pg_reload_conf()")

    def tell(self, *statements: str, name: str = "postgres", role: str = "postgres") -> None:
        """Run each statement in a transaction of its own."""
        url = self.url(name).replace("//postgres@", f"//{role}@")
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


class PgBouncer(Server):
    """PgBouncer in transaction mode in front of a PostgreSQL server, with few connections to it."""

    def __init__(self, behind: Postgres, connections: int) -> None:
        super().__init__()
        self.behind, self.connections = behind, connections

    def start(self) -> None:
        program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
        if not Path(program).exists():
            raise RuntimeError(
                "PgBouncer is missing: install it (Debian: apt-get install pgbouncer)"
            )
        self.folder.chmod(0o755)
        if account := _unprivileged():
            os.chown(self.folder, account["user"], account["group"])
        (self.folder / "pgbouncer.ini").write_text(
            "[databases]\n"
            f"* = host={self.behind.folder} user=postgres\n"
            "[pgbouncer]\n"
            "listen_addr =\n"
            f"unix_socket_dir = {self.folder}\n"
            "auth_type = any\n"
            "pool_mode = transaction\n"
            f"default_pool_size = {self.connections}\n"
            "max_client_conn = 200\n"
            "query_wait_timeout = 20\n"
        )
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [program, self.folder / "pgbouncer.ini"],
                stderr=log,
                stdout=log,
                cwd=self.folder,
                **account,
            )
        _wait_for((self.folder / ".s.PGSQL.6432").exists, "PgBouncer")

    def through(self, url: str) -> str:
        """Return the address of a database of the server behind, by way of this pooler."""
        return url.replace(f"host={self.behind.folder}", f"host={self.folder}&port=6432")


class Redis(Server):
    """A Redis server that keeps nothing."""

    def start(self) -> None:
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        if program is None:
            raise RuntimeError(f"Redis is missing: {INSTALL}")
        socket = self.folder / "redis.sock"
        self.process = subprocess.Popen(
            [
                program,
                "--port",
                "0",
                "--unixsocket",
                socket,
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                self.folder,
            ],
            stdout=subprocess.DEVNULL,
        )
        _wait_for(socket.exists, "Redis")

    @property
    def url(self) -> str:
        return f"redis+unix://{self.folder / 'redis.sock'}"
