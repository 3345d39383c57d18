"""Promise: administrators invite by mail or by a link, within what they may give, and their links
die with their rights (I06, I08, I09)."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.config import Settings
from app.config.door_settings import door
from app.invitations.models import Invitation
from app.users.models import User
from tests.accounts.registrations import links, verified
from tests.admin.conftest import MAKE_ADMIN, make_group
from tests.client import Answer
from tests.conftest import Backend, settings_for
from tests.invitations.house import DEAD, code, invited, join, token_in
from tests.invitations.test_every_way_in import turn
from tests.person import Person, mails
from tests.rows import events, execute, rows
from tests.transfer.moving import flask

PLACE = "/api/admin/invitations"
SECOND = "second@example.com"


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, registration=door("@example.com"))


@pytest.fixture
def guest(app: Flask, root: Person) -> Person:
    """Somebody whom only an invitation lets in."""
    return Person(app, root.clock, "guest@elsewhere.example")


def invite(root: Person, **body: Any) -> Answer:
    answer = root.post(PLACE, body)
    assert answer.status_code == 201, answer.json
    return answer


def link(root: Person, **body: Any) -> str:
    """Make a link for several people; return its token."""
    return token_in(invite(root, **body).json["link"])


def by_mail(root: Person, guest: Person, **body: Any) -> str:
    """Invite by mail; return the token, which the mail alone holds."""
    answer = invite(root, email=guest.email, **body)
    token = invited(guest)
    assert set(answer.json) == {"id", "expiresAt"}
    assert token not in answer.get_data(as_text=True)
    return token


def listed(root: Person, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = root.get(f"{PLACE}{query}").json["invitations"]
    return found


def test_one_by_mail_opens_an_account_with_role_and_groups(root: Person, guest: Person) -> None:
    make_group(root, "staff")
    token = by_mail(root, guest, role="admin", groups=["staff"], expiresIn=3600)
    [shown] = listed(root)
    assert (shown["email"], shown["role"], shown["groups"]) == (guest.email, "admin", ["staff"])
    assert shown["invitedBy"] == root.email
    user = join(guest, token).json["user"]
    assert (user["role"], user["groups"]) == ("admin", ["staff"])
    assert listed(root) == []
    kinds = [each.type for each in events(root.app) if each.type.startswith("invitation.")]
    assert kinds == ["invitation.made", "invitation.taken"]
    [made] = events(root.app, "invitation.made")
    [boss] = [each for each in rows(root.app, User) if each.email == root.email]
    assert (made.actor_id, made.detail["invitation"]) == (boss.id, shown["id"])


def test_a_link_opens_as_many_as_it_says_and_the_list_counts(root: Person, guest: Person) -> None:
    token = link(root, uses=2)
    assert join(guest, token).status_code == 201
    assert verified(guest, links(guest)[-1]) == (200, None)
    [shown] = listed(root)
    assert (shown["uses"], "email" in shown) == (1, False)


def test_the_list_comes_in_pages(root: Person) -> None:
    made = {invite(root, uses=number).json["id"] for number in range(1, 6)}
    seen: list[str] = []
    query = "?limit=2"
    for _ in range(3):
        page = root.get(f"{PLACE}{query}").json
        seen += [each["id"] for each in page["invitations"]]
        query = f"?limit=2&after={page['next']}"
    assert page["next"] is None
    assert (len(seen), set(seen)) == (5, made)


def test_i08_a_revoked_link_is_dead_and_gone(root: Person, guest: Person) -> None:
    token = link(root)
    [shown] = listed(root)
    assert root.call("DELETE", f"{PLACE}/{shown['id']}").status_code == 200
    assert code(join(guest, token)) == DEAD
    assert code(root.call("DELETE", f"{PLACE}/{shown['id']}")) == (404, "not_found")
    assert len(events(root.app, "invitation.revoked")) == 1


def test_i08_a_second_one_ends_the_first(root: Person, guest: Person) -> None:
    make_group(root, "staff")
    older = by_mail(root, guest, role="admin", groups=["staff"])
    newer = by_mail(root, guest)
    assert code(join(guest, older)) == DEAD
    user = join(guest, newer).json["user"]
    assert (user["role"], user["groups"]) == ("user", [])


WRONG = [
    ({"role": "admin"}, "role"),
    ({"role": "owner"}, "role"),
    ({"email": SECOND, "uses": 2}, "uses"),
    ({"uses": 0}, "uses"),
    ({"uses": 1001}, "uses"),
    ({"expiresIn": 59}, "expiresIn"),
    ({"expiresIn": 30 * 86_400 + 1}, "expiresIn"),
    ({"email": "no address"}, "email"),
    ({"email": None}, "email"),
    ({"groups": ["nobody"]}, "groups"),
    ({"groups": ["admin"]}, "groups"),
]


@pytest.mark.parametrize(("body", "field"), WRONG)
def test_i06_what_an_invitation_cannot_give_is_refused(
    root: Person, body: dict[str, Any], field: str
) -> None:
    before = len(mails(root.app, root.clock.now()))
    answer = root.post(PLACE, body)
    assert (answer.status_code, list(answer.json["fields"])) == (400, [field])
    assert rows(root.app, Invitation) == []
    assert len(mails(root.app, root.clock.now())) == before


LOST = {
    "demoted": ("users", "set-role", "root@example.com", "user"),
    "disabled": ("users", "disable", "root@example.com"),
    "deleted": ("users", "delete", "root@example.com", "--yes"),
}


@pytest.mark.parametrize("how", LOST)
def test_i09_links_die_with_the_rights_of_their_inviter(
    root: Person, guest: Person, how: str
) -> None:
    second = Person(root.app, root.clock, SECOND).register().enrol()
    execute(root.app, MAKE_ADMIN, email=second.email)
    shown, mailed = link(root, uses=5), by_mail(root, guest)
    waiting = Person(root.app, root.clock, "waiting@elsewhere.example")
    assert join(waiting, shown).status_code == 201
    proof = links(waiting)[-1]
    assert flask(root.app, *LOST[how]).exit_code == 0
    assert rows(root.app, Invitation) == []
    for token in (shown, mailed):
        assert code(join(guest, token)) == DEAD
        assert code(guest.post("invitation", {"token": token})) == DEAD
    assert verified(waiting, proof) == (409, "conflict")
    if how == "demoted":
        assert flask(root.app, "users", "set-role", root.email, "admin").exit_code == 0
        assert code(join(guest, mailed)) == DEAD


def test_i09_links_die_with_one_of_their_groups(root: Person, guest: Person) -> None:
    make_group(root, "staff")
    group = make_group(root, "guests")
    shown = link(root, uses=5, groups=["staff", "guests"])
    mailed = by_mail(root, guest, groups=["staff", "guests"])
    assert root.call("DELETE", f"/api/admin/groups/{group}", {"version": 1}).status_code == 200
    for token in (shown, mailed):
        assert code(join(guest, token)) == DEAD
    assert listed(root) == []
    make_group(root, "guests")
    assert code(join(guest, mailed)) == DEAD


def test_a_group_with_another_name_is_the_same_group(root: Person, guest: Person) -> None:
    group = make_group(root, "staff")
    token = by_mail(root, guest, groups=["staff"])
    root.call("PATCH", f"/api/admin/groups/{group}", {"version": 1, "name": "crew"})
    assert join(guest, token).json["user"]["groups"] == ["crew"]


def test_a_closed_door_makes_no_invitation(root: Person, guest: Person) -> None:
    turn(root.app, "closed")
    assert code(root.post(PLACE, {"email": guest.email})) == (409, "conflict")
    assert rows(root.app, Invitation) == []
