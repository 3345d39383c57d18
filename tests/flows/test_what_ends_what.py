"""Promise: each line of the contract's "What ends what": two other browsers, a program, a
half-finished login, trusted devices and app tokens lose access at the next call, or stay (R61,
T03)."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.accounts import by_operator, help_desk
from app.accounts.factor_reset import reset_second_factor
from app.config.operators import operator_act
from app.core.act import Act
from app.sessions.models import TrustedDevice
from app.users.models import ADMIN
from tests.accounts.links import reset_token
from tests.app_tokens.making import BOARD, make, opens, put
from tests.groups.test_membership import put_into
from tests.passkeys.owning import add_passkey
from tests.person import Person, link_token, mails
from tests.program import Program
from tests.recovery.story import begin
from tests.rows import id_of_address, rows

NEW_PASSWORD = "quite another sentence"


@dataclass
class Life:
    """Everywhere that one account is signed in."""

    owner: Person
    other: Person
    third: Person
    program: Program
    half: Person
    trusted: Person
    app_token: str


@pytest.fixture
def life(enrolled: Person) -> Life:
    trusted = enrolled.other_browser().half()
    trusted.post("2fa/verify-login", {"code": trusted.code(), "rememberDevice": True})
    trusted.clock.next_step()
    trusted.post("logout", {})
    put(enrolled)
    return Life(
        owner=enrolled,
        other=enrolled.other_browser().sign_in(),
        third=enrolled.other_browser().sign_in(),
        program=Program(enrolled).sign_in(),
        half=enrolled.other_browser().half(),
        trusted=trusted,
        app_token=make(enrolled),
    )


def id_of(life: Life) -> str:
    return id_of_address(life.owner.app, life.owner.email)


def act_of(life: Life) -> Act:
    return operator_act(life.owner.clock.now())


def turn_off(life: Life) -> None:
    assert life.owner.post("2fa/disable", {"code": life.owner.code()}).status_code == 200


def replace(life: Life) -> None:
    life.owner.reauth(code=life.owner.code())
    life.owner.secret = life.owner.set_up(replace=True)
    answer = life.owner.post("2fa/enable", {"token": life.owner.code()})
    assert answer.status_code == 200, answer.json


def reset_by_operator(life: Life) -> None:
    with life.owner.app.app_context():
        reset_second_factor(id_of(life), ends_password=False, act=act_of(life))


def renew_codes(life: Life) -> None:
    code = life.owner.code()
    assert life.owner.post("2fa/backup-codes", {"code": code}).status_code == 200


def change_password(life: Life) -> None:
    life.owner.reauth(code=life.owner.code())
    body = {"currentPassword": life.owner.password, "newPassword": NEW_PASSWORD}
    assert life.owner.post("password/change", body).status_code == 200


def reset_password(life: Life) -> None:
    token = reset_token(life.owner.other_browser())
    answer = life.owner.post("password/reset", {"token": token, "password": NEW_PASSWORD})
    assert answer.status_code == 200, answer.json


def disable_account(life: Life) -> None:
    with life.owner.app.app_context():
        by_operator.disable(id_of(life), act=act_of(life))


def sign_out_by_operator(life: Life) -> None:
    with life.owner.app.app_context():
        help_desk.sign_out(id_of(life), act=act_of(life))


def move_by_operator(life: Life) -> None:
    with life.owner.app.app_context():
        help_desk.set_address(id_of(life), "new@example.com", verified=True, act=act_of(life))
    life.trusted.email = "new@example.com"


def close_account(life: Life) -> None:
    life.owner.reauth(code=life.owner.code())
    answer = life.owner.call("DELETE", "me", {"password": life.owner.password})
    assert answer.status_code == 200, answer.json


def change_address(life: Life) -> None:
    life.owner.reauth(code=life.owner.code())
    body = {"email": "new@example.com", "password": life.owner.password}
    assert life.owner.post("email/change", body).status_code == 202
    mail = [m for m in mails(life.owner.app, life.owner.clock.now()) if m["To"] == body["email"]]
    answer = life.owner.post("email/confirm", {"token": link_token(mail[-1])})
    assert answer.status_code == 200, answer.json
    life.trusted.email = body["email"]


def log_out(life: Life) -> None:
    assert life.owner.post("logout", {}).status_code == 200


def log_out_everywhere(life: Life) -> None:
    assert life.owner.post("logout-all", {}).status_code == 200


def add_factor(life: Life) -> None:
    life.owner.reauth(code=life.owner.code())
    add_passkey(life.owner)


def change_role(life: Life) -> None:
    with life.owner.app.app_context():
        by_operator.set_role(id_of(life), ADMIN, act=act_of(life))


def begin_recovery(life: Life) -> None:
    assert begin(life.owner).status_code == 202


def change_app(life: Life) -> None:
    put_into(life.owner, "editors")
    put(life.owner, BOARD)


# What is there afterwards: the owner's session, the others', the half-finished login, the devices,
# the app tokens.
LINES: list[tuple[Callable[[Life], None], tuple[bool, bool, bool, bool, bool]]] = [
    (turn_off, (True, False, False, False, False)),
    (replace, (True, False, False, False, False)),
    (reset_by_operator, (False, False, False, False, False)),
    (renew_codes, (True, True, True, True, True)),
    (change_password, (True, False, False, False, False)),
    (reset_password, (False, False, False, False, False)),
    (disable_account, (False, False, False, False, False)),
    (sign_out_by_operator, (False, False, False, False, False)),
    (move_by_operator, (False, False, False, True, True)),
    (close_account, (False, False, False, False, False)),
    (change_address, (True, False, False, True, True)),
    (log_out, (False, True, True, True, True)),
    (log_out_everywhere, (False, False, False, False, False)),
    (add_factor, (True, True, False, True, True)),
    (change_role, (False, False, False, False, False)),
    (begin_recovery, (True, True, True, True, True)),
    (change_app, (True, True, True, True, True)),
]


@pytest.mark.parametrize(("event", "stays"), LINES, ids=[line[0].__name__ for line in LINES])
def test_r61_it_ends_what_the_contract_says(
    life: Life, event: Callable[[Life], None], stays: tuple[bool, bool, bool, bool, bool]
) -> None:
    owner, others, half, devices, app_tokens = stays
    token = life.program.refresh_token
    assert opens(life.owner.app, life.app_token)
    event(life)
    assert opens(life.owner.app, life.app_token) is app_tokens
    assert life.owner.is_signed_in() is owner
    signed_in = {each.is_signed_in() for each in (life.other, life.third, life.program)}
    assert signed_in == {others}
    assert (life.program.refresh(token).status_code == 200) is others
    assert (life.half.get("2fa/pending").status_code == 200) is half
    life.trusted.clock.move(seconds=60)
    assert skips_the_code(life.trusted, event) is devices


def skips_the_code(trusted: Person, event: Callable[[Life], None]) -> bool:
    """Tell whether the browser is let in by the password, where there is a factor to skip."""
    if event in {change_password, reset_password}:
        trusted.password = NEW_PASSWORD
    answer = trusted.log_in()
    if event in {turn_off, reset_by_operator}:
        return rows(trusted.app, TrustedDevice) != []
    return "user" in answer.json


def test_r61_a_program_that_changes_the_factor_goes_on_with_the_tokens_of_the_answer(
    life: Life,
) -> None:
    old = life.program.refresh_token
    answer = life.program.post("2fa/disable", {"code": life.owner.code()})
    assert answer.status_code == 200
    assert not life.program.is_signed_in()
    assert life.program.refresh(old).json["code"] == "invalid_token"
    assert life.program.keep(answer).is_signed_in()
    assert life.program.refresh().status_code == 200
    assert not life.owner.is_signed_in()
