"""Promise: a policy that asks many people holds up nobody's sign-in for long: the one transaction
that writes their dates and mails takes few statements (G02)."""

import pytest

from app.mail.models import OutboxMail
from app.policy.models import PolicyDate
from tests.auth.test_same_work import counting
from tests.person import Person
from tests.policy.acting import run
from tests.rows import copy_account, execute, rows


@pytest.mark.parametrize("again", [False, True])
def test_g02_as_many_statements_tell_many_people_as_few(ann: Person, *, again: bool) -> None:
    taken = list[int]()
    for many in (3, 60):
        execute(ann.app, "DELETE FROM users WHERE email LIKE '%@example.net'")
        execute(ann.app, "DELETE FROM policy_dates", "DELETE FROM policies")
        copy_account(ann.app, ann.email, many)
        if again:  # they keep their dates
            run(ann.app, "set", "two_factor", "--grace", "7")
            run(ann.app, "set", "optional")
        execute(ann.app, "DELETE FROM outbox")
        with counting(ann.app) as statements:
            run(ann.app, "set", "two_factor", "--grace", "7")
        assert len(rows(ann.app, PolicyDate)) == len(rows(ann.app, OutboxMail)) == many + 1
        taken.append(len(statements))
        run(ann.app, "set", "optional")
    assert taken[0] == taken[1] < 60
