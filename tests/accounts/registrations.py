"""What people do with a registration that waits: register, open its link, decline it."""

from tests.client import Answer
from tests.person import Person, link_token, mails
from tests.transfer.moving import flask

OWN = "a horse of my own"
STOLEN = "stolen horse battery"
AWAY = {"environ_overrides": {"REMOTE_ADDR": "203.0.113.9"}}
_places = iter(range(1, 10**6))


def elsewhere() -> dict[str, object]:
    """An address that no call came from, where the limit of each address is not what is tried."""
    number = next(_places)
    return {"environ_overrides": {"REMOTE_ADDR": f"2001:db8:{number:x}::1"}}


def stranger_to(person: Person) -> Person:
    """Somebody at another browser who uses the address with another password."""
    other = person.other_browser()
    other.password = STOLEN
    return other


def register(person: Person, **more: object) -> Person:
    """Register, and stop before the link is opened."""
    body = {"email": person.email, "password": person.password}
    assert person.post("register", body, **more).status_code == 201
    return person


def make_unverified(person: Person, *more: str) -> None:
    """Let an operator make the account of an address that nobody has proved."""
    who = ("--email", person.email, "--password", person.password)
    made = flask(person.app, "users", "create", *who, "--unverified", *more)
    assert made.exit_code == 0, made.output


def links(person: Person) -> list[str]:
    """The tokens of all verification links that the address was mailed, oldest first."""
    sent = mails(person.app, person.clock.now())
    return [
        link_token(mail)
        for mail in sent
        if mail["To"] == person.email and "Verify your e-mail" in mail["Subject"]
    ]


def verify(person: Person, token: str, **more: str) -> Answer:
    return person.post("verify-email", {"token": token, **more})


def verified(person: Person, token: str, **more: str) -> tuple[int, str | None]:
    """Open a link; the status and the code of the answer."""
    answer = verify(person, token, **more)
    return answer.status_code, answer.json.get("code")


OPENED, ASKED, DEAD = (200, None), (400, "password_required"), (400, "invalid_token")
