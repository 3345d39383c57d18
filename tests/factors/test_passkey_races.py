"""Promise: of twenty posts of one signature at the same moment one passes (P02), and of twenty
registrations of one key one stays (P07)."""

from functools import partial

from app.factors.models import Passkey, SpentChallenge
from app.sessions.models import AuthSession
from tests.factors import keys
from tests.passkeys.authenticator import Authenticator
from tests.person import Person
from tests.racing import race
from tests.rows import events, rows

MANY = 20


def test_p02_one_login_of_twenty_passes(ann: Person) -> None:
    device = keys.add_key(ann.sign_in())
    before = len(rows(ann.app, AuthSession))
    body = {"credential": keys.signed(ann.other_browser(), device, "passkey/options")}
    browsers = [ann.other_browser() for _ in range(MANY)]
    answers = race([partial(each.post, "passkey/login", body) for each in browsers])
    assert sorted(each.status_code for each in answers) == [200] + [400] * (MANY - 1)
    assert len(rows(ann.app, AuthSession)) == before + 1
    assert len([each for each in browsers if each.is_signed_in()]) == 1


def test_p02_one_second_step_and_one_step_up_of_twenty_pass(ann: Person) -> None:
    device = keys.add_key(ann.sign_in())
    half = ann.other_browser().half()
    body = {"passkey": keys.signed(half, device, "2fa/passkey/options")}
    answers = race([partial(half.post, "2fa/verify-login", body)] * MANY)
    assert [each.status_code for each in answers].count(200) == 1
    assert {each.status_code for each in answers} <= {200, 400, 401}
    ann.clock.move(seconds=301)
    body = {"passkey": keys.signed(ann, device, "reauth/passkey/options")}
    answers = race([partial(ann.post, "reauth", body)] * MANY)
    assert [each.status_code for each in answers].count(200) == 1


def test_p07_one_registration_of_twenty_stays(ann: Person) -> None:
    ann.enrol()
    options = keys.asked(ann, "passkeys/options")
    body = {"credential": Authenticator().create(options, origin=keys.origin_of(ann))}
    answers = race([partial(ann.post, "passkeys", body)] * MANY)
    assert sorted(each.status_code for each in answers) == [201] + [400] * (MANY - 1)
    assert len(rows(ann.app, Passkey)) == len(rows(ann.app, SpentChallenge)) == 1


def test_r60_nothing_is_added_after_a_logout_everywhere(ann: Person) -> None:
    ann.enrol()
    for _ in range(8):
        ann.sign_in()
        options = keys.asked(ann, "passkeys/options")
        body = {"credential": Authenticator().create(options, origin=keys.origin_of(ann))}
        race([partial(ann.post, "passkeys", body), partial(ann.post, "logout-all", {})])
        told = [each.type for each in events(ann.app, "passkey.added", "logout.all")]
        assert told[-1] == "logout.all"
