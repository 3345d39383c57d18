"""Promise: two nodes accept a signature of a passkey once (P02)."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.faults.nodes import Node, two_nodes
from tests.faults.visitor import Visitor, enrolled_visitor
from tests.passkeys.authenticator import Authenticator
from tests.ports import free_port
from tests.racing import race
from tests.services import Postgres, Redis

_MANY = 20


@pytest.fixture
def nodes(tmp_path: Path, postgres: Postgres, redis_server: Redis) -> Iterator[list[Node]]:
    with two_nodes(
        tmp_path, postgres, redis_server, free_port(), BCRYPT_ROUNDS="10", MAIL_URL="console:"
    ) as found:
        yield found


def test_p02_one_of_twenty_posts_on_two_nodes_signs_in(nodes: list[Node]) -> None:
    origin, device = nodes[0].environment["PUBLIC_URL"], Authenticator()
    ann = enrolled_visitor(nodes[0].inside(), nodes[0].url, "ann@example.com")
    assert ann.log_in().status == 200
    assert ann.verify(ann.backup_codes[0]).status == 200
    options = ann.post("passkeys/options").json
    made = ann.post("passkeys", {"credential": device.create(options, origin=origin)})
    assert made.status == 201
    browsers = [Visitor(nodes[each % 2].url, ann.email) for each in range(_MANY)]
    asked = browsers[0].post("passkey/options").json
    body = {"credential": device.get(asked, origin=origin)}
    answers = race([partial(each.post, "passkey/login", body) for each in browsers])
    assert sorted(each.status for each in answers) == [200] + [400] * (_MANY - 1)
    assert len([each for each in browsers if each.is_signed_in()]) == 1
