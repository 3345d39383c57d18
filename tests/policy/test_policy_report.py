"""Promise: the page and the command line tell who meets the policy, who has until when and who is
stopped, and the CSV is safe in a spreadsheet (A11)."""

import csv
import io
import json

from tests.admin.conftest import id_of
from tests.groups.test_membership import put_into
from tests.person import Person
from tests.policies import set_level
from tests.policy.acting import PLACE, after, run, wait
from tests.rows import execute


def test_the_report_says_who_meets_it_who_has_until_when_and_who_is_stopped(
    root: Person, ann: Person, bob: Person
) -> None:
    put_into(bob, "editors")
    guest = Person(root.app, root.clock, "guest@example.com").register()
    gone = Person(root.app, root.clock, "gone@example.com").register()
    execute(root.app, "UPDATE users SET disabled_at = created_at WHERE email LIKE 'g%'")
    set_level(root.app, "two_factor", grace=14)
    set_level(root.app, "two_factor", group="editors")
    execute(root.app, "UPDATE users SET disabled_at = NULL WHERE email = :email", email=guest.email)
    answer = root.get(f"{PLACE}/report").json
    found = {
        each["email"]: (each["level"], each["state"], each["setUpBy"]) for each in answer["people"]
    }
    assert found == {
        root.email: ("two_factor", "meets", None),
        ann.email: ("two_factor", "has_time", after(root, 14)),
        bob.email: ("two_factor", "stopped", None),
        guest.email: ("two_factor", "has_time", None),
    }
    assert gone.email not in found
    assert answer["counts"] == {"not_asked": 0, "meets": 1, "has_time": 2, "stopped": 1}
    for state in answer["counts"]:
        page = root.get(f"{PLACE}/report?state={state}").json["people"]
        assert [each["email"] for each in page] == [
            email for email, (_, own, _) in found.items() if own == state
        ]
    text = run(root.app, "report").stdout
    assert text.splitlines()[-1] == "0 not_asked, 1 meets, 2 has_time, 1 stopped"
    listed = json.loads(run(root.app, "report", "--json").stdout)
    assert [each["email"] for each in listed] == list(found)
    wait(root, 14)
    assert root.get(f"{PLACE}/report").json["counts"]["stopped"] == 2


def test_the_report_comes_in_pages(root: Person, ann: Person, bob: Person) -> None:
    first = root.get(f"{PLACE}/report?limit=2").json
    assert first["next"] == first["people"][-1]["id"]
    rest = root.get(f"{PLACE}/report?limit=2&after={first['next']}").json
    assert [len(first["people"]), len(rest["people"]), rest["next"]] == [2, 1, None]
    assert (sum(first["counts"].values()), rest["counts"]) == (3, None), "counted once (A08)"
    assert {each["id"] for each in first["people"] + rest["people"]} > {id_of(root)}
    for odd in ("state=nothing", "limit=0", "limit=x", "who=me"):
        assert root.get(f"{PLACE}/report?{odd}").status_code == 400, odd


def test_a11_no_cell_of_the_report_is_a_formula(root: Person, ann: Person) -> None:
    names = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", 'a,"b"\r\n=1', "plain"]
    for name in names:
        execute(
            root.app,
            "UPDATE users SET name = :name WHERE email = :email",
            name=name,
            email=ann.email,
        )
        lines = list(
            csv.reader(
                io.StringIO(run(root.app, "report", "--csv").stdout_bytes.decode(), newline="")
            )
        )
        assert lines[0] == ["email", "name", "role", "groups", "level", "state", "setUpBy"]
        [line] = [each for each in lines[1:] if each[0] == ann.email]
        assert line[1].removeprefix("'") == name.replace("\t=", "\t'=")  # a tab is a separator
        assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in line)
