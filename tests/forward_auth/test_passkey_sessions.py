"""Promise: a session by passkey meets what an app asks; nothing else gets weaker by it (P14)."""

import pytest

from tests.factors import keys
from tests.forward_auth.conftest import CADDY, NGINX, ask
from tests.person import Person

DIALECTS = pytest.mark.parametrize("dialect", [CADDY, NGINX])


@DIALECTS
def test_p14_a_passkey_alone_and_after_the_password_meets_factor_2_and_fresh(
    ann: Person, dialect: str
) -> None:
    device = keys.add_key(ann.sign_in())
    alone, second = ann.other_browser(), ann.other_browser().half()
    assert keys.sign_in(alone, device).status_code == 200
    assert keys.second_step(second, device).status_code == 200
    for person in (alone, second):
        answer = ask(person, "?factor=2&fresh=60", dialect=dialect)
        assert (answer.status_code, answer.headers["Remote-Email"]) == (200, ann.email)
    ann.clock.move(seconds=301)
    for person in (alone, second):
        assert ask(person, "?factor=2", dialect=dialect).status_code == 200
        assert ask(person, "?factor=2&fresh=60", dialect=dialect).status_code != 200
        assert keys.step_up(person, device, uv=False).status_code == 200
        assert ask(person, "?factor=2&fresh=60", dialect=dialect).status_code == 200


@DIALECTS
def test_p14_a_trusted_browser_is_no_second_factor_beside_a_passkey(
    ann: Person, dialect: str
) -> None:
    device = keys.add_key(ann.sign_in())
    trusted = ann.other_browser().half()
    passkey = keys.signed(trusted, device, "2fa/passkey/options")
    body = {"passkey": passkey, "rememberDevice": True}
    assert trusted.post("2fa/verify-login", body).status_code == 200
    assert trusted.post("logout", {}).status_code == 200
    assert "requires2FA" not in trusted.log_in().json
    assert ask(trusted, "", dialect=dialect).status_code == 200
    assert ask(trusted, "?factor=2", dialect=dialect).status_code != 200
