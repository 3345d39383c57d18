"""Promise: administrators keep groups and their members; the person hears of it, the history keeps
who and why, and a stale page changes nothing (A05, A10, I12)."""

import pytest

from app.users.models import Group
from tests.admin.conftest import id_of, make_group
from tests.person import Person, mails, text_of
from tests.rows import events, execute, rows

GROUPS = "/api/admin/groups"
WHY = "Joins the editors on Monday"


def test_a_group_is_made_changed_and_deleted(root: Person) -> None:
    made = root.post(GROUPS, {"name": "editors", "description": "Zoë's people"}).json["group"]
    assert (made["name"], made["description"], made["memberCount"]) == (
        "editors",
        "Zoë's people",
        0,
    )
    place = f"{GROUPS}/{made['id']}"
    changed = root.call("PATCH", place, {"version": made["version"], "name": "writers"})
    assert (changed.status_code, changed.json["group"]["name"]) == (200, "writers")
    assert changed.json["group"]["description"] == "Zoë's people"
    shown = root.get(place).json
    assert shown == {"group": {**changed.json["group"], "members": []}, "next": None}
    body = {"version": changed.json["group"]["version"]}
    assert root.call("DELETE", place, body).status_code == 200
    assert root.get(place).status_code == 404
    told = [each for each in events(root.app) if each.type.startswith("group.")]
    assert [each.type for each in told] == ["group.created", "group.changed", "group.deleted"]
    assert {each.actor_id for each in told} == {id_of(root)}
    assert [each.detail["group"] for each in told] == ["editors", "writers", "writers"]


NO_NAMES = ("admin", "user", "", "Editors", "a,b", "a b", "a\r\nb", "ü", "x" * 41, "a\n", "a/b")


@pytest.mark.parametrize("name", NO_NAMES)
def test_i12_a_name_that_could_break_a_header_is_refused(root: Person, name: str) -> None:
    answer = root.post(GROUPS, {"name": name})
    assert (answer.status_code, list(answer.json["fields"])) == (400, ["name"])
    place = f"{GROUPS}/{make_group(root)}"
    answer = root.call("PATCH", place, {"version": 1, "name": name})
    assert (answer.status_code, list(answer.json["fields"])) == (400, ["name"])
    assert [each.name for each in rows(root.app, Group)] == ["editors"]


@pytest.mark.parametrize("name", ["a", "x" * 40, "0-9_.", "123456", "-"])
def test_every_other_name_is_taken_once(root: Person, name: str) -> None:
    make_group(root, name)
    answer = root.post(GROUPS, {"name": name})
    assert (answer.status_code, answer.json["code"]) == (409, "conflict")
    other = make_group(root, "other")
    answer = root.call("PATCH", f"{GROUPS}/{other}", {"version": 1, "name": name})
    assert (answer.status_code, answer.json["code"]) == (409, "conflict")


def test_a10_a_stale_page_is_refused_and_loses_nothing(root: Person) -> None:
    place = f"{GROUPS}/{make_group(root)}"
    assert root.call("PATCH", place, {"version": 1, "description": "first"}).status_code == 200
    for method, body in (("PATCH", {"description": "second"}), ("DELETE", {})):
        answer = root.call(method, place, {"version": 1, **body})
        assert (answer.status_code, answer.json["code"]) == (409, "conflict")
    assert root.get(place).json["group"]["description"] == "first"
    for sent in ({}, {"version": "2"}, {"version": None}, {"version": True}, {"version": 2.5}):
        assert root.call("PATCH", place, sent).status_code == 400, sent


def test_a05_a_person_who_joins_or_leaves_is_told_who_and_why(root: Person, bob: Person) -> None:
    root.call("PATCH", "me", {"name": "Root <b>"})
    place = f"{GROUPS}/{make_group(root)}/members/{id_of(bob.sign_in())}"
    for method, path in (("PUT", place), ("POST", f"{place}/remove")):
        assert root.call(method, path, {"reason": WHY}).status_code == 200
        mail = mails(root.app, root.clock.now())[-1]
        text = " ".join(text_of(mail).split())
        assert mail["To"] == bob.email
        assert f"Root <b> ({root.email})" in text
        assert WHY in text
        assert "the group editors" in text
        assert "Did you not expect it? Tell whoever runs" in text
        assert "127.0.0.1" not in text, "where an administrator sits is nobody's business"
        event = events(root.app)[-1]
        assert (event.actor_id, event.subject_id) == (id_of(root), id_of(bob))
        assert event.detail == {"group": "editors", "because": WHY}
        seen = bob.get("events").json["events"][0]
        assert (seen["type"], seen["detail"]) == (event.type, event.detail)
        assert (seen["ip"], seen["userAgent"]) == ("", "")


@pytest.mark.parametrize("reason", ["abc", "x" * 300])
def test_a05_the_shortest_and_the_longest_reason_are_taken(
    root: Person, bob: Person, reason: str
) -> None:
    place = f"{GROUPS}/{make_group(root)}/members/{id_of(bob.sign_in())}"
    for method, path in (("PUT", place), ("POST", f"{place}/remove")):
        assert root.call(method, path, {"reason": reason}).status_code == 200
        assert events(root.app)[-1].detail["because"] == reason


def test_joining_twice_says_so_once_and_who_is_not_in_cannot_leave(
    root: Person, bob: Person
) -> None:
    place = f"{GROUPS}/{make_group(root)}/members/{id_of(bob.sign_in())}"
    for _ in range(2):
        assert root.call("PUT", place, {"reason": WHY}).status_code == 200
    assert len(events(root.app, "group.joined")) == 1
    assert bob.get("me").json["user"]["groups"] == ["editors"]
    assert root.post(f"{place}/remove", {"reason": WHY}).status_code == 200
    answer = root.post(f"{place}/remove", {"reason": WHY})
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    assert bob.get("me").json["user"]["groups"] == []


def test_nobody_and_nothing_are_not_found(root: Person) -> None:
    group, me = make_group(root), id_of(root)
    for path in (f"nothing/members/{me}", f"{group}/members/nobody"):
        assert root.call("PUT", f"{GROUPS}/{path}", {"reason": WHY}).status_code == 404
        assert root.post(f"{GROUPS}/{path}/remove", {"reason": WHY}).status_code == 404
    assert root.get(f"{GROUPS}/nothing").status_code == 404
    assert root.call("PATCH", f"{GROUPS}/nothing", {"version": 1}).status_code == 404
    assert root.call("DELETE", f"{GROUPS}/nothing", {"version": 1}).status_code == 404


def test_lists_come_in_pages_that_neither_skip_nor_repeat(root: Person, bob: Person) -> None:
    names = [f"g{number}" for number in range(5)]
    for name in reversed(names):
        make_group(root, name)
    seen, after = list[str](), ""
    while True:
        page = root.get(f"{GROUPS}?limit=2&after={after}").json
        seen += [each["name"] for each in page["groups"]]
        if seen == names[:2]:
            execute(root.app, "DELETE FROM groups WHERE name = 'g1'")  # the last of a page
        if page["next"] is None:
            break
        after = page["next"]
    assert seen == names
    group = root.get(GROUPS).json["groups"][0]["id"]
    for each in (bob.sign_in(), root):
        root.call("PUT", f"{GROUPS}/{group}/members/{id_of(each)}", {"reason": WHY})
    first = root.get(f"{GROUPS}/{group}?limit=1").json
    second = root.get(f"{GROUPS}/{group}?limit=1&after={first['next']}").json
    found = [page["group"]["members"][0]["email"] for page in (first, second)]
    assert sorted(found) == sorted([bob.email, root.email])
    assert (second["next"], first["group"]["memberCount"]) == (None, 2)


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "after=%00", "after=%ff", "q=x"])
def test_a_page_that_is_none_is_refused(root: Person, query: str) -> None:
    for path in (GROUPS, f"{GROUPS}/{make_group(root)}"):
        assert root.get(f"{path}?{query}").json["code"] == "invalid_request"
