"""Promise: a reset of the second factor ends the password and all that was signed in, so that only
the owner of the mailbox comes back, and sets up a factor next (A06)."""

import pytest

from app.accounts.models import MailToken
from app.factors.models import BackupCodeHash, Passkey, TotpSecret
from app.sessions.models import AuthSession, LoginChallenge, TrustedDevice
from app.users.models import User
from tests.accounts.links import NEW, ask_change, newest_token, reset, reset_token, trust
from tests.admin.people import done, letters, refused, shown
from tests.factors.keys import add_key, asked, origin_of
from tests.passkeys.authenticator import Authenticator
from tests.person import Person
from tests.policies import set_level
from tests.program import Program
from tests.rows import rows


@pytest.fixture
def victim(root: Person, enrolled: Person) -> Person:
    """Somebody with an app, a passkey and backup codes, whose password a thief knows."""
    root.reauth(code=root.code())
    return enrolled


def was_reset(root: Person, who: Person) -> None:
    root.clock.next_step()
    assert root.reauth(code=root.code()).status_code == 200
    done(root, who, "reset-second-factor")


def test_a06_everything_ends_and_a_link_is_mailed(root: Person, victim: Person) -> None:
    device = add_key(victim, name="Key")
    program, half = Program(victim).sign_in(), victim.other_browser().half()
    trust(victim)
    assert ask_change(victim, "new@example.com").status_code == 202
    reset_token(victim.other_browser())
    was_reset(root, victim)
    [user] = [each for each in rows(root.app, User) if each.email == victim.email]
    for model in (AuthSession, LoginChallenge, TrustedDevice, TotpSecret, Passkey, BackupCodeHash):
        assert [each for each in rows(root.app, model) if each.user_id == user.id] == [], model
    [link] = [each for each in rows(root.app, MailToken) if each.user_id == user.id]
    assert link.purpose == "reset_password"
    assert not victim.is_signed_in()
    assert not program.is_signed_in()
    assert program.refresh().status_code == 401
    assert half.verify(victim.backup_codes[0]).json["code"] == "twofa_session_expired"
    options = asked(victim.other_browser(), "passkey/options")
    credential = device.get(options, origin=origin_of(victim))
    answer = victim.other_browser().post("passkey/login", {"credential": credential})
    assert refused(answer) == (400, "invalid_passkey")
    assert (user.must_enrol_at is None, user.two_factor_enabled_at) == (False, None)


def test_a06_the_old_password_and_older_links_lead_nowhere(root: Person, victim: Person) -> None:
    older = reset_token(victim.other_browser())
    was_reset(root, victim)
    thief = victim.other_browser()
    assert refused(thief.log_in()) == (401, "invalid_credentials")
    assert refused(Program(victim).ask()) == (401, "invalid_credentials")
    assert refused(reset(thief, older)) == (400, "invalid_token")


@pytest.mark.parametrize("level", ["optional", "everyone"])
def test_a06_the_owner_comes_back_by_mail_and_enrols_next_whatever_the_policy(
    root: Person, victim: Person, level: str
) -> None:
    set_level(root.app, level)
    was_reset(root, victim)
    token = newest_token(victim, "Set up your Second Lock account anew", to=victim.email)
    assert reset(victim.other_browser(), token).status_code == 200
    victim.password = NEW
    assert victim.log_in().json["requires2FASetup"] is True
    assert refused(victim.get("sessions")) == (403, "two_factor_setup_required")
    assert shown(root, victim)["mustEnrol"] is True
    assert victim.enable().get("sessions").status_code == 200
    assert shown(root, victim)["mustEnrol"] is False


def test_a06_a_passkey_may_be_the_next_factor(root: Person, victim: Person) -> None:
    was_reset(root, victim)
    reset(victim, newest_token(victim, "account anew", to=victim.email))
    victim.password = NEW
    victim.log_in()
    add_key(victim, Authenticator(), name="Key")
    assert victim.get("sessions").status_code == 200


def test_a06_codes_that_were_locked_are_not_locked_for_the_new_factor(
    root: Person, victim: Person
) -> None:
    for _ in range(5):
        victim.reauth(code=victim.wrong_code())
    assert shown(root, victim)["locked"] is True
    was_reset(root, victim)
    assert shown(root, victim)["locked"] is False
    reset(victim, newest_token(victim, "account anew", to=victim.email))
    victim.password = NEW
    victim.log_in()
    assert victim.enable().is_signed_in()


def test_a06_one_mail_says_all_of_it_and_holds_the_link(root: Person, victim: Person) -> None:
    before = len(letters(victim))
    was_reset(root, victim)
    [mail] = letters(victim)[before:]
    assert "removed your second factor and your password" in mail
    assert "#token=" in mail
    assert "Then sign in and set up a second factor" in mail


def test_a06_an_account_without_a_factor_of_its_own_keeps_its_password(
    root: Person, bob: Person
) -> None:
    version = shown(root, bob)["version"]
    body = {"reason": "Asked on the phone", "version": version}
    path = f"/api/admin/users/{shown(root, bob)['id']}/reset-second-factor"
    assert refused(root.post(path, body)) == (409, "conflict")
    assert bob.log_in().status_code == 200
