"""Promise: a change of role reaches all administrators, and a change of groups leaves a person in
those groups alone; the person is told of each (A05, A12)."""

from flask import Flask

from tests.admin.conftest import make_group
from tests.admin.people import WHY, act, done, letters, make_administrator
from tests.person import Person
from tests.rows import execute


def test_a12_all_administrators_hear_of_a_changed_role(
    app: Flask, root: Person, second: Person, bob: Person
) -> None:
    root.reauth(code=root.code())
    idle = make_administrator(app, Person(app, root.clock, "idle@example.com").register())
    execute(app, "UPDATE users SET disabled_at = created_at WHERE email = 'idle@example.com'")
    before = {who: len(letters(who)) for who in (root, second, idle)}
    done(root, bob, "role")
    for who in (root, second):
        [mail] = letters(who)[before[who] :]
        assert f"{root.email}, an administrator of Second Lock, made {bob.email} an" in mail
        assert WHY in mail
    assert len(letters(idle)) == before[idle]
    done(root, bob, "role", role="user")
    assert f"took the role of an administrator from {bob.email}" in letters(second)[-1]
    assert sum("made bob@example.com an administrator" in each for each in letters(bob)) == 0


def test_groups_are_all_that_the_person_is_in_then(root: Person, bob: Person) -> None:
    for name in ("a", "b", "c"):
        make_group(root, name)
    done(root, bob, "groups", groups=["a", "b", "a"])
    assert "put you into the groups a, b." in letters(bob)[-1]
    done(root, bob, "groups", groups=["c", "b"])
    assert "changed your groups: you are in c now, and no longer in a." in letters(bob)[-1]
    assert bob.sign_in().get("me").json["user"]["groups"] == ["b", "c"]
    answer = act(root, bob, "groups", groups=["c", "nobody", "admin"])
    assert (answer.status_code, list(answer.json["fields"])) == (400, ["groups"])
    done(root, bob, "groups", groups=[])
    assert "took you out of the groups b, c." in letters(bob)[-1]
    assert bob.get("me").json["user"]["groups"] == [], "and their session stays"
