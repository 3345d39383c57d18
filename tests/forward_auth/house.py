"""Second Lock, a wiki and proxies between them and the browser: everything real, over TLS."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.config.keyfile import generate_keys
from tests import oath
from tests.forward_auth.proxies import DOMAIN, KINDS, Certificate, free_port
from tests.forward_auth.visitor import Answer, Headers, Visitor
from tests.forward_auth.wiki import Wiki
from tests.live import LiveServer

PASSWORD = "correct horse battery"
ANN, ROOT = "ann@example.com", "root@example.com"
NAME = "Zoë Ångström"
ASKS = ("", "factor=2", "fresh=2", "group=admin")


@dataclass
class House:
    """One kind of proxy in front of the same wiki, a port for each thing that an app may ask."""

    kind: str
    ports: dict[str, int]
    certificate: Certificate
    wiki: Wiki
    server: LiveServer

    @property
    def home(self) -> str:
        return f"https://login.{DOMAIN}:{self.ports['']}"

    def app(self, asks: str = "") -> str:
        return f"https://wiki.{DOMAIN}:{self.ports[asks]}"

    def visitor(self) -> Visitor:
        """A browser that nobody has signed in."""
        return Visitor(self.certificate.trust)

    def sign_in(self, email: str = ANN) -> Visitor:
        """A browser with a fresh session, from the login page's own origin."""
        visitor = self.visitor()
        assert self.log_in(visitor, email).status == 200
        return visitor

    def log_in(self, visitor: Visitor, email: str = ANN) -> Answer:
        return self.call(visitor, "login", {"email": email, "password": PASSWORD})

    def call(self, visitor: Visitor, path: str, body: object) -> Answer:
        """Send what the login page sends."""
        url = f"{self.home}/api/auth/{path}"
        return visitor.post(url, body, ("Sec-Fetch-Site", "same-origin"))

    def greeted(self, visitor: Visitor, headers: Headers) -> bytes:
        """Open a websocket of the app; return the greeting that says who it is for."""
        with visitor.connect(self.app()) as wire:
            visitor.write(wire, f"{self.app()}/socket", method="GET", headers=headers)
            received = b""
            while not received.endswith(b".com"):
                piece = wire.recv(4096)
                assert piece, received
                received += piece
        assert received.startswith(b"HTTP/1.1 101 ")
        return received

    def way_back(self, visitor: Visitor, answer: Answer) -> dict[str, object]:
        """Ask what the login page asks, with the whole query of its address."""
        found = visitor.send(f"{self.home}/api/authz/return?{answer.need}")
        assert found.status == 200, found.body
        told: dict[str, object] = found.json
        return told

    def enrol(self, visitor: Visitor) -> list[str]:
        """Set up an authenticator; return the backup codes."""
        secret = self.call(visitor, "2fa/setup", {}).json["secret"]
        code = oath.code(secret, datetime.now(UTC))
        answer = self.call(visitor, "2fa/enable", {"token": code})
        assert answer.status == 200, answer.body
        codes: list[str] = answer.json["backupCodes"]
        return codes

    def account(self, email: str, *more: str) -> None:
        """Make an account as an operator does."""
        made = self.server.flask("users", "create", "--email", email, "--password", PASSWORD, *more)
        assert made.returncode == 0, made.stderr


@contextmanager
def open_house(kind: str, folder: Path, **environment: str) -> Iterator[House]:
    """Start everything; end everything."""
    (folder / "instance").mkdir(exist_ok=True)
    certificate = Certificate.make(folder)
    ports = {asks: free_port() for asks in ASKS}
    with ExitStack() as stack:
        wiki = stack.enter_context(Wiki())
        server = stack.enter_context(
            LiveServer(
                folder,
                **generate_keys(),
                PUBLIC_URL=f"https://login.{DOMAIN}:{ports['']}",
                PROTECTED_ORIGINS=",".join(f"https://wiki.{DOMAIN}:{p}" for p in ports.values()),
                COOKIE_DOMAIN=DOMAIN,
                TRUSTED_PROXIES="1",
                TWO_FACTOR_POLICY="optional",
                **environment,
            )
        )
        for number, (asks, port) in enumerate(ports.items()):
            place = folder / f"{kind}-{number}"
            stack.enter_context(KINDS[kind](place, certificate, port, server.port, wiki.port, asks))
        house = House(kind, ports, certificate, wiki, server)
        house.account(ANN, "--name", NAME)
        house.account(ROOT, "--role", "admin")
        yield house
