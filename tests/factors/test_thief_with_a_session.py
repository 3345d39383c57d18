"""Promise: a thief with a session cannot make the owner's factors vouch for theirs, nor keep a way
in past a new password (P10, P14, R81)."""

import pytest

from app.core.errors import InvalidPasskey
from app.db import write_tx
from app.passkeys.assertions import check_assertion, use_assertion
from app.passkeys.challenges import LOGIN
from app.users.service import lock_user
from tests.accounts import links
from tests.factors import keys
from tests.person import Person, mails, text_of
from tests.rows import execute
from tests.twofactor.apps import add_app, listed


def _undo_links(person: Person, address: str) -> list[str]:
    sent = [m for m in mails(person.app, person.clock.now()) if m["To"] == address]
    return [text_of(m) for m in sent if "/undo-email#token=" in text_of(m)]


def _move_away(person: Person) -> None:
    former, person.email = person.email, "thief@example.com"
    body = {"email": person.email, "password": person.password}
    assert person.post("email/change", body).status_code == 202
    token = links.newest_token(person, "Confirm", to=person.email)
    assert links.confirm(person, token).status_code == 200
    person.email = former


def test_p10_exchanged_factors_do_not_vouch_for_a_change_of_address(ann: Person) -> None:
    ann.enrol()
    ann.clock.move(seconds=40 * 86400)
    ann.sign_in()
    [app] = listed(ann)
    keys.add_key(ann)
    assert ann.call("DELETE", f"2fa/authenticators/{app['id']}").status_code == 200
    _move_away(ann)
    assert len(_undo_links(ann, ann.email)) == 1


def test_p10_an_old_factor_vouches_although_another_one_is_new(ann: Person) -> None:
    ann.enrol()
    ann.clock.move(seconds=40 * 86400)
    ann.sign_in()
    keys.add_key(ann)
    _move_away(ann)
    assert _undo_links(ann, ann.email) == []


def test_p14_after_a_reset_a_passkey_signs_in_alone_only_once_it_followed_the_password(
    ann: Person,
) -> None:
    device = keys.add_key(ann.sign_in())
    assert links.reset(ann, links.reset_token(ann)).status_code == 200
    ann.password = links.NEW
    refused = keys.sign_in(ann.other_browser(), device)
    assert (refused.status_code, refused.json["code"]) == (400, "invalid_passkey")
    assert "password was reset" in refused.json["message"]
    assert keys.second_step(ann.other_browser().half(), device).status_code == 200
    assert keys.sign_in(ann.other_browser(), device).status_code == 200


def test_p10_the_last_factor_that_works_here_stays_where_the_policy_asks_for_one(
    ann: Person,
) -> None:
    ann.enrol()
    keys.add_key(ann)
    execute(ann.app, "UPDATE passkeys SET rp_id = 'old.example'")
    [app] = [each for each in listed(ann) if each["kind"] == "totp"]
    answer = ann.call("DELETE", f"2fa/authenticators/{app['id']}")
    assert (answer.status_code, answer.json["code"]) == (409, "conflict")
    execute(ann.app, "UPDATE users SET role = 'admin'")
    answer = ann.call("DELETE", f"2fa/authenticators/{app['id']}")
    assert (answer.status_code, answer.json["code"]) == (403, "two_factor_required")
    assert len(listed(ann)) == 2


def test_p08_a_lock_that_a_passkey_completes_is_told(ann: Person) -> None:
    """Three wrong codes on five apps cost 15 of 20 tries a day; the next one is too dear."""
    ann.enrol()
    device = keys.add_key(ann)
    for number in range(4):
        ann.clock.next_step()
        add_app(ann, f"App {number}")
    half = ann.other_browser().half()
    for _ in range(3):
        half.verify(ann.wrong_code())
    before = len(links.subjects(ann, ann.email))
    assert keys.second_step(half, device, signature=b"\0" * 70).status_code == 400
    told = links.subjects(ann, ann.email)
    assert len(told) == before + 1
    assert any("guessed codes" in each for each in told)


def test_p06_one_signature_with_a_low_counter_is_told_of_once(ann: Person) -> None:
    device = keys.add_key(ann.enrol(), be=False, bs=False, counter=5)
    body = {
        "credential": keys.signed(ann, device, "passkey/options", be=False, bs=False, counter=4)
    }
    for _ in range(3):
        assert ann.other_browser().post("passkey/login", body).status_code == 400
    assert len([each for each in links.subjects(ann, ann.email) if "copy" in each]) == 1


def test_p14_a_reset_between_the_check_of_a_signature_and_its_use_stops_it(ann: Person) -> None:
    device = keys.add_key(ann.sign_in())
    token = links.reset_token(ann)
    credential = keys.signed(ann.other_browser(), device, "passkey/options")
    now = ann.clock.now()
    with ann.app.app_context():
        found = check_assertion(credential, purpose=LOGIN, subject="", now=now)
        assert links.reset(ann, token).status_code == 200
        with write_tx() as tx:
            user = lock_user(tx, found.key.user_id)
            assert user is not None
            with pytest.raises(InvalidPasskey, match="password was reset"):
                use_assertion(tx, user, found, now)
