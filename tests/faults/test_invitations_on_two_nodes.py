"""Promise: two nodes spend an invitation once, and admit no more people than a link says (I02)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from flask import Flask

from app.config.operators import operator_act
from app.extensions import now
from app.invitations import issuing
from app.invitations.models import Invitation
from app.users.models import User
from tests.faults.nodes import Node, two_nodes
from tests.faults.visitor import Answer, Visitor
from tests.person import PASSWORD, mails, text_of
from tests.ports import free_port
from tests.racing import race
from tests.rows import rows
from tests.services import Postgres, Redis

_MANY = 20
_LIMITS = ("REGISTER_LIMITS", "MAIL_LIMITS", "LINK_LIMITS")


@dataclass
class House:
    nodes: list[Node]
    app: Flask

    def visitor(self, number: int, address: str) -> Visitor:
        """Somebody whose requests reach one node or the other."""
        return Visitor(self.nodes[number % 2].url, address)

    def link(self, address: str, path: str) -> str:
        """Return the token of the newest link in the mailbox of an address."""
        with self.app.app_context():
            sent = [mail for mail in mails(self.app, now()) if mail["To"] == address]
        found = [text_of(mail) for mail in sent if path in text_of(mail)]
        return str(re.findall(rf"{path}#token=(\S+)", found[-1])[0])

    def invite(self, address: str | None, uses: int = 1) -> str | None:
        """Invite, and return the link where it is shown."""
        wish = issuing.wanted(email=address, role="user", groups=(), seconds=3600, uses=uses)
        with self.app.app_context():
            return issuing.invite(wish, act=operator_act(now())).link


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, redis_server: Redis
) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("invited")
    more = dict.fromkeys(_LIMITS, "9999/3600")
    more |= {"REGISTRATION": "invited", "BCRYPT_ROUNDS": "10", "MAIL_URL": f"file:{folder}/mail"}
    with two_nodes(folder, postgres, redis_server, free_port(), **more) as nodes:
        yield House(nodes, nodes[0].inside())


def join(visitor: Visitor, token: str) -> Answer:
    body = {"email": visitor.email, "password": PASSWORD, "invitation": token}
    return visitor.post("register", body)


def test_i02_twenty_on_two_nodes_open_one_account(house: House) -> None:
    address = "ann@example.com"
    house.invite(address)
    token = house.link(address, "/join")
    browsers = [house.visitor(number, address) for number in range(_MANY)]
    answers = race([partial(join, each, token) for each in browsers])
    assert {each.status for each in answers} <= {201, 400}
    assert len([each for each in answers if "user" in each.json]) == 1
    assert len([each for each in browsers if each.is_signed_in()]) == 1
    assert [user.email for user in rows(house.app, User)] == [address]
    assert rows(house.app, Invitation) == []


def test_i02_a_link_for_three_admits_three_on_two_nodes(house: House) -> None:
    token = str(house.invite(None, uses=3)).partition("#token=")[2]
    crowd = [house.visitor(number, f"p{number}@example.com") for number in range(_MANY)]
    assert {join(each, token).status for each in crowd} == {201}
    proofs = [house.link(each.email, "/verify-email") for each in crowd]
    acts = [
        partial(each.post, "verify-email", {"token": proof})
        for each, proof in zip(crowd, proofs, strict=True)
    ]
    assert sorted(each.status for each in race(acts)) == [200] * 3 + [409] * 17
    [link] = rows(house.app, Invitation)
    assert link.uses == 0
    people = [user.email for user in rows(house.app, User) if user.email.startswith("p")]
    assert len(people) == 3
