"""Promise: no text in a query makes a crash of a list of people (A08)."""

import pytest

from tests.person import Person


@pytest.mark.parametrize("name", ["%00", "a%00b", "%ff", "%", "'"])
def test_a08_an_odd_name_of_a_group_is_no_group(root: Person, name: str) -> None:
    answer = root.get(f"/api/admin/users?group={name}")
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
