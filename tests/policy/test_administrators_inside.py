"""Promise: no administrator shuts themselves or all administrators out by a policy, but an operator
who insists may (G06)."""

import pytest

from tests.factors import keys
from tests.person import Person
from tests.policies import levels, set_level
from tests.policy.acting import code_of, make_admin, put, run, wait
from tests.rows import events, execute
from tests.transfer.moving import flask

CONFLICT = (409, "conflict")


def test_g06_an_administrator_does_not_shut_themselves_out(root: Person, ann: Person) -> None:
    make_admin(ann.sign_in())
    keys.add_key(ann)
    before = levels(root.app)
    for group in ({}, {"group": "admin"}):
        answer = put(root, "phishing_resistant", **group)
        assert code_of(answer) == CONFLICT
        assert "You would fall outside" in answer.json["message"]
    assert levels(root.app) == before
    assert events(root.app, "policy.changed") == []
    keys.add_key(root)
    assert put(root, "phishing_resistant").status_code == 200


def test_g06_with_days_of_grace_nobody_is_out_yet_and_the_answer_warns(
    root: Person, ann: Person
) -> None:
    make_admin(ann)
    answer = put(root, "phishing_resistant", group="admin", grace=7)
    assert answer.status_code == 200
    assert answer.json["warnings"] == [
        "1 person has to set up their sign-in at the next request.",
        "2 administrators do not have yet what is asked of them.",
    ]
    assert (answer.json["mailed"], answer.json["stopped"]) == (2, 1)


def test_g06_an_operator_is_refused_where_every_administrator_would_be_out(root: Person) -> None:
    before = levels(root.app)
    told = flask(root.app, "policy", "set", "phishing_resistant")
    assert (told.exit_code, told.stdout) == (1, "")
    assert "Every administrator would fall outside" in told.stderr
    assert levels(root.app) == before
    result = run(root.app, "set", "phishing_resistant", "--force")
    assert "1 administrator does not have yet what is asked of them." in result.stdout
    assert levels(root.app)["everyone"] == "phishing_resistant"


def test_g06_one_administrator_inside_is_enough_for_an_operator(root: Person, ann: Person) -> None:
    make_admin(ann.sign_in())
    keys.add_key(ann)
    run(root.app, "set", "phishing_resistant")
    assert root.get("sessions").status_code == 403
    assert ann.get("sessions").status_code == 200


@pytest.mark.parametrize("state", ["disabled_at = created_at", "email_verified_at = NULL"])
def test_g06_an_administrator_who_cannot_sign_in_does_not_count(
    root: Person, ann: Person, state: str
) -> None:
    make_admin(ann.sign_in())
    keys.add_key(ann)
    execute(root.app, f"UPDATE users SET {state} WHERE email = :email", email=ann.email)
    assert flask(root.app, "policy", "set", "phishing_resistant").exit_code == 1


def test_g06_a_change_that_stops_no_administrator_more_is_taken(ann: Person, bob: Person) -> None:
    make_admin(ann)  # stopped by the setting already
    assert flask(ann.app, "groups", "create", "editors").exit_code == 0
    run(ann.app, "set", "two_factor", "--group", "editors")
    set_level(ann.app, "phishing_resistant")
    run(ann.app, "set", "two_factor")
    assert levels(ann.app)["everyone"] == "two_factor"


def test_g06_the_day_that_was_set_comes_also_for_administrators(root: Person) -> None:
    assert put(root, "phishing_resistant", group="admin", grace=7).status_code == 200
    assert root.get("/api/admin/policy").status_code == 200
    wait(root, 7)
    assert code_of(root.get("/api/admin/policy")) == (403, "two_factor_setup_required")
    keys_ready = root.other_browser().half()
    assert keys_ready.verify().json["requires2FASetup"] is True
    keys.add_key(keys_ready)
    assert keys_ready.get("/api/admin/policy").status_code == 200
