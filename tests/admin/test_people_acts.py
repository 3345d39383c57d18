"""Promise: each act on a person does what it says, tells them who did it and why, stays in their
history, and is refused where the page would not offer it or is stale (A04, A05, A07, A10, A12)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.users.models import User
from tests.accounts.links import newest_token, reset
from tests.admin.conftest import MAKE_ADMIN, id_of, make_group
from tests.admin.people import (
    ACTS,
    PEOPLE,
    WHY,
    act,
    done,
    letters,
    place,
    refused,
    shown,
    unproven,
)
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.program import Program
from tests.rows import dump, events, execute, id_of_address, rows

Prepare = Callable[[Person, Person], object]


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, support="help@example.com")


def nothing(root: Person, who: Person) -> None:
    """Most acts need no preparation."""


def disabled(root: Person, who: Person) -> None:
    done(root, who, "disable")


def grouped(root: Person, who: Person) -> None:
    make_group(root)


def waiting(root: Person, who: Person) -> None:
    unproven(who)


# What comes before each act, the events it writes, and what its mail says.
ALL: dict[str, tuple[Prepare, list[str], str]] = {
    "disable": (nothing, ["account.disabled"], "disabled your account"),
    "enable": (disabled, ["account.enabled"], "enabled your account again"),
    "unlock": (nothing, ["account.unlocked"], "unlocked your account"),
    "sign-out": (nothing, ["logout.all"], "signed you out everywhere"),
    "reset-second-factor": (
        nothing,
        ["2fa.reset", "account.reset_asked"],
        "removed your second factor and your password",
    ),
    "send-reset": (nothing, ["account.reset_asked"], "sends you a link for a new password"),
    "resend-verification": (waiting, ["account.verification_sent"], "sends you this link"),
    "role": (nothing, ["account.role_changed"], "made you an administrator"),
    "groups": (grouped, ["group.joined"], "put you into the group editors"),
    "delete": (nothing, ["account.deleted"], "deleted your account"),
}


def test_every_act_of_the_contract_is_here() -> None:
    assert set(ALL) == set(ACTS)


@pytest.mark.parametrize("name", ALL)
def test_a05_the_person_is_told_who_why_and_whom_to_tell(
    root: Person, enrolled: Person, name: str
) -> None:
    root.call("PATCH", "me", {"name": "Root <b>"})
    prepare, written, told = ALL[name]
    prepare(root, enrolled)
    before, mailed = len(events(root.app)), len(letters(enrolled))
    user_id = id_of_address(root.app, enrolled.email)
    done(root, enrolled, name)
    [mail] = letters(enrolled)[mailed:]
    assert f"Root <b> ({root.email}), an administrator of Second Lock" in mail
    assert told in mail
    assert f"Reason: {WHY}" in mail or f"Reason {WHY}" in mail, mail
    assert "Did you not expect it? Tell help@example.com." in mail
    assert "127.0.0.1" not in mail or name == "resend-verification", "whence is the admin's affair"
    fresh = events(root.app)[before:]
    assert [each.type for each in fresh] == written
    assert {(each.actor_id, each.subject_id) for each in fresh} == {(id_of(root), user_id)}
    assert {each.detail["because"] for each in fresh} == {WHY}
    assert all(each.mac for each in fresh), "chained like all others"


@pytest.mark.parametrize("name", ["sign-out", "unlock", "send-reset", "groups"])
def test_a12_the_person_sees_it_in_their_history(root: Person, bob: Person, name: str) -> None:
    ALL[name][0](root, bob)
    done(root, bob, name)
    seen = bob.sign_in().get("events").json["events"][1]
    assert (seen["type"], seen["detail"]["because"]) == (ALL[name][1][-1], WHY)
    assert (seen["ip"], seen["userAgent"]) == ("", "")


@pytest.mark.parametrize("name", ALL)
def test_a10_a_stale_page_is_refused_and_loses_nothing(
    root: Person, enrolled: Person, name: str
) -> None:
    ALL[name][0](root, enrolled)
    seen = shown(root, enrolled)["version"]
    done(root, enrolled, "sign-out")
    assert shown(root, enrolled)["version"] == seen + 1
    mailed, before = len(letters(enrolled)), dump(root.app)
    assert refused(act(root, enrolled, name, version=seen)) == (409, "conflict")
    assert dump(root.app) == before
    assert len(letters(enrolled)) == mailed
    done(root, enrolled, name, version=seen + 1)
    left = [each for each in rows(root.app, User) if each.email == enrolled.email]
    assert [each.version for each in left] == ([] if name == "delete" else [seen + 2])


def test_each_answer_has_the_person_as_they_are_now(root: Person, enrolled: Person) -> None:
    make_group(root)
    told = done(root, enrolled, "groups")["user"]
    assert (told["groups"], told["version"]) == (["editors"], 2)
    told = done(root, enrolled, "disable")["user"]
    assert (told["disabled"], told["version"]) == (True, 3)
    assert told == {each: shown(root, enrolled)[each] for each in told}
    told = done(root, enrolled, "enable")["user"]
    assert (told["disabled"], told["version"]) == (False, 4)
    told = done(root, enrolled, "role")["user"]
    assert told["role"] == "admin"
    told = done(root, enrolled, "reset-second-factor")["user"]
    assert told["authenticators"] == []
    assert set(done(root, enrolled, "delete")) == {"message"}


def twice(name: str) -> Prepare:
    def did(root: Person, who: Person) -> None:
        ALL[name][0](root, who)
        done(root, who, name)

    return did


# What a page does not offer: the act, and how the person stands.
HIDDEN: list[tuple[str, Prepare, dict[str, Any]]] = [
    ("disable", twice("disable"), {}),
    ("enable", nothing, {}),
    ("resend-verification", nothing, {}),
    ("reset-second-factor", twice("reset-second-factor"), {}),
    ("reset-second-factor", disabled, {}),
    ("send-reset", disabled, {}),
    ("role", nothing, {"role": "user"}),
    ("role", twice("role"), {}),
    ("groups", nothing, {"groups": []}),
    ("groups", twice("groups"), {}),
]


@pytest.mark.parametrize(("name", "prepare", "more"), HIDDEN)
def test_a04_what_a_page_hides_is_refused_and_changes_nothing(
    root: Person, enrolled: Person, name: str, prepare: Prepare, more: dict[str, Any]
) -> None:
    prepare(root, enrolled)
    version, before = shown(root, enrolled)["version"], dump(root.app)
    assert refused(act(root, enrolled, name, version=version, **more)) == (409, "conflict")
    assert dump(root.app) == before


@pytest.mark.parametrize("name", ACTS)
def test_an_act_on_nobody_is_not_found(root: Person, name: str) -> None:
    make_group(root)
    body = {"reason": WHY, "version": 1, **ACTS[name]}
    assert refused(root.post(f"{PEOPLE}/nobody/{name}", body)) == (404, "not_found")


@pytest.mark.parametrize(
    "more",
    [
        {"version": None},
        {"version": "1"},
        {"version": 0},
        {"version": True},
        {"email": "x@example.com"},
        {"password": "another horse battery"},
        {"emailVerified": True},
        {"twoFactorEnabled": False},
        {"token_version": 0},
    ],
)
def test_a07_no_act_takes_a_field_that_it_does_not_name(
    root: Person, bob: Person, more: dict[str, Any]
) -> None:
    before = dump(root.app)
    for name in ACTS:
        answer = act(root, bob, name, **{"version": 1} | more)
        assert (answer.status_code, list(answer.json["fields"])) == (400, list(more)), name
    assert dump(root.app) == before


def test_a07_a_role_that_is_taken_is_gone_at_the_next_request(root: Person, second: Person) -> None:
    program = Program(second).sign_in()
    headers = {"Authorization": f"Bearer {program.access}"}
    twin = second.other_browser()
    assert twin.get(PEOPLE, headers=headers).status_code == 200
    root.reauth(code=root.code())
    done(root, second, "role", role="user")
    assert refused(second.get(PEOPLE)) == (401, "not_signed_in")
    assert refused(twin.get(PEOPLE, headers=headers)) == (401, "invalid_token")
    assert refused(second.sign_in().get(PEOPLE)) == (403, "forbidden")


def test_a_mailed_link_sets_a_password(root: Person, bob: Person) -> None:
    done(root, bob, "send-reset")
    assert bob.log_in().status_code == 200, "the present password works until then"
    assert reset(bob, newest_token(bob, "Set a new password", to=bob.email)).status_code == 200


def test_a_member_who_is_put_into_a_group_has_another_version(root: Person, bob: Person) -> None:
    path = f"/api/admin/groups/{make_group(root)}/members/{id_of_address(bob.app, bob.email)}"
    for many in (2, 2):
        assert root.call("PUT", path, {"reason": WHY}).status_code == 200
        assert shown(root, bob)["version"] == many
    assert root.post(f"{path}/remove", {"reason": WHY}).status_code == 200
    assert shown(root, bob)["version"] == 3


def test_what_people_do_themselves_makes_no_page_stale(root: Person, bob: Person) -> None:
    version = shown(root, bob)["version"]
    bob.sign_in().call("PATCH", "me", {"name": "Bob"})
    assert act(root, bob, "sign-out", version=version).status_code == 200
    execute(root.app, MAKE_ADMIN, email=bob.email)
    assert place(bob).startswith(PEOPLE)
