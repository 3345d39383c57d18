"""Promise: everybody reads and renames the own account, and nothing else of it can be set."""

import pytest

from tests.person import Person


def test_me_tells_the_own_account(ann: Person) -> None:
    user = ann.sign_in().get("me").json["user"]
    assert set(user) == {
        "id",
        "email",
        "name",
        "locale",
        "emailVerified",
        "role",
        "groups",
        "twoFactorEnabled",
        "createdAt",
    }
    assert (user["email"], user["role"], user["twoFactorEnabled"]) == (ann.email, "user", False)
    assert user["createdAt"] == "2026-11-21T12:00:00+00:00"


def test_me_needs_a_session(ann: Person) -> None:
    for answer in (ann.get("me"), ann.call("PATCH", "me", {"name": "Ann"})):
        assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in")


def test_a_name_can_be_changed(ann: Person) -> None:
    changed = ann.sign_in().call("PATCH", "me", {"name": "  Ann Ångström  "})
    assert changed.json["user"]["name"] == "Ann Ångström"
    assert ann.get("me").json["user"]["name"] == "Ann Ångström"


@pytest.mark.parametrize("name", ["山田　太郎", "نسرین\u200cزاده", "👩\u200d🚀 Ann", "O’Neil-Šmíd"])
def test_a_name_may_be_of_any_script(ann: Person, name: str) -> None:
    assert ann.sign_in().call("PATCH", "me", {"name": name}).json["user"]["name"] == name


def test_it_refuses_everything_but_a_plain_name(ann: Person) -> None:
    for body in [
        {"name": "a\nb"},
        {"name": "Ann\n"},
        {"name": "nn\u202eA"},
        {"name": "Ann\u200b"},
        {"name": "x" * 101},
        {"name": None},
        {"name": 5},
        {},
        {"name": "Ann", "role": "admin"},
        {"name": "Ann", "email": "x@example.com"},
        {"name": "Ann", "twoFactorEnabled": False},
    ]:
        answer = ann.sign_in().call("PATCH", "me", body)
        assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
        user = ann.get("me").json["user"]
        assert (user["name"], user["role"], user["email"]) == ("", "user", ann.email)


def test_renaming_changes_nobody_else(ann: Person, bob: Person) -> None:
    ann.sign_in().call("PATCH", "me", {"name": "Ann"})
    assert bob.sign_in().get("me").json["user"]["name"] == ""
