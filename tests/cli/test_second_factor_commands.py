"""Promise: operators look at, reset and set up second factors, and set the policy, on the command
line."""

import json
from typing import cast

from click.testing import Result

from app.factors.models import BackupCodeHash, TotpSecret
from tests.person import Person, mails
from tests.policies import levels
from tests.rows import events, rows
from tests.twofactor.apps import add_app


def run(person: Person, *arguments: str, typed: str = "") -> Result:
    return person.app.test_cli_runner().invoke(args=list(arguments), input=typed)


def check_failure(result: Result, word: str) -> None:
    assert result.exit_code != 0
    assert word in result.stderr.strip().splitlines()[-1]
    assert "Traceback" not in result.output


def status(person: Person) -> dict[str, object]:
    found = json.loads(run(person, "2fa", "status", person.email, "--json").stdout)
    return dict(found)


def test_status_tells_what_the_owner_sees(enrolled: Person) -> None:
    found = status(enrolled)
    assert (found["enabled"], found["backupCodesRemaining"]) == (True, 10)
    text = run(enrolled, "2fa", "status", "ANN@example.com").stdout
    assert "yes" in text
    assert enrolled.secret not in text


def test_status_tells_of_each_authenticator(enrolled: Person) -> None:
    secret, app_id = add_app(enrolled, "Ann's tablet")
    first, second = cast(list[dict[str, object]], status(enrolled)["authenticators"])
    assert (first["kind"], first["name"]) == ("totp", "Authenticator app")
    assert (second["id"], second["name"], second["lastUsedAt"]) == (app_id, "Ann's tablet", None)
    text = run(enrolled, "2fa", "status", enrolled.email).stdout
    assert next(line.split() for line in text.splitlines() if app_id in line)[2:4] == [
        "Ann's",
        "tablet",
    ]
    assert secret not in text


def test_r57_a_reset_ends_everything_and_tells_the_owner(enrolled: Person) -> None:
    half = enrolled.other_browser().half()
    result = run(enrolled, "2fa", "reset", enrolled.email, "--yes", "--json")
    assert json.loads(result.stdout) == {"email": enrolled.email}
    assert not enrolled.is_signed_in()
    assert half.verify().json["code"] == "twofa_session_expired"
    assert rows(enrolled.app, TotpSecret) == rows(enrolled.app, BackupCodeHash) == []
    assert enrolled.log_in().json["user"]["twoFactorEnabled"] is False
    assert "reset by an operator" in mails(enrolled.app, enrolled.clock.now())[-1]["Subject"]
    assert len(events(enrolled.app, "2fa.reset")) == 1


def test_a_reset_asks_first(enrolled: Person) -> None:
    refused = run(enrolled, "2fa", "reset", enrolled.email, typed="n\n")
    assert refused.exit_code == 1
    assert "Remove the second factor" in refused.output
    assert enrolled.is_signed_in()
    assert run(enrolled, "2fa", "reset", enrolled.email, typed="y\n").exit_code == 0
    assert status(enrolled)["enabled"] is False


def test_what_is_off_cannot_be_reset(ann: Person) -> None:
    check_failure(run(ann, "2fa", "reset", ann.email, "--yes"), "off")


def test_a_wrong_first_code_enrols_nothing(ann: Person) -> None:
    for text, word in (("000000\n", "not right"), ("abc\n", "6 digits")):
        check_failure(run(ann, "2fa", "enroll", ann.email, typed=text), word)
    assert rows(ann.app, TotpSecret) == []
    assert ann.log_in().json["user"]["twoFactorEnabled"] is False


def test_r13_an_enrolled_account_is_not_enrolled_again(enrolled: Person) -> None:
    result = run(enrolled, "2fa", "enroll", enrolled.email, typed="000000\n")
    check_failure(result, "already")
    assert "Key:" not in result.output
    assert enrolled.other_browser().half().verify().status_code == 200


def test_the_policy_is_shown_set_and_followed_at_once(ann: Person) -> None:
    ann.sign_in()
    assert levels(ann.app) == {"everyone": "optional", "admin": "two_factor"}
    result = run(ann, "policy", "set", "everyone", "--json")
    [told] = json.loads(result.stdout)["policies"]
    assert (told["group"], told["level"]) == ("everyone", "two_factor")
    assert json.loads(run(ann, "policy", "show", "--json").stdout) == [told]
    assert ann.get("sessions").json["code"] == "two_factor_setup_required"


def test_an_unknown_policy_is_refused(ann: Person) -> None:
    assert run(ann, "policy", "set", "nobody").exit_code == 2
    assert levels(ann.app) == {"everyone": "optional", "admin": "two_factor"}


def test_mail_that_is_due_is_sent_once(person: Person) -> None:
    person.post("register", {"email": person.email, "password": person.password})
    first, second = (json.loads(run(person, "mail", "send-due", "--json").stdout) for _ in "12")
    assert first == {"sent": 1, "failed": 0, "dead": 0}
    assert second == {"sent": 0, "failed": 0, "dead": 0}
    assert len(mails(person.app, person.clock.now())) == 1
