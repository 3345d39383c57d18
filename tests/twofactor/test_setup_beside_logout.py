"""Promise: a set-up that runs beside a logout is refused or done, and never an error (R60)."""

from functools import partial

from app.factors.models import TotpSecret
from tests.person import Person
from tests.racing import race
from tests.rows import rows


def test_r60_setups_that_race_a_logout_are_refused_as_not_signed_in(ann: Person) -> None:
    for _ in range(5):
        ann.sign_in()
        twins = [ann.other_browser() for _ in range(4)]
        for twin in twins:
            twin.use_cookie("second_lock_session", ann.held_cookie("second_lock_session"))
        setups = [partial(twin.post, "2fa/setup", {}) for twin in twins]
        answers = race([*setups, partial(ann.post, "logout", {})])
        assert {answer.status_code for answer in answers[:-1]} <= {200, 401}
        assert answers[-1].status_code == 200
        assert rows(ann.app, TotpSecret) == []
        ann.clock.move(seconds=3600)
