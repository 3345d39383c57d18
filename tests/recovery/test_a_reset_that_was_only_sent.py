"""Promise: an administrator who mails a link opens nothing to the old password: between a recovery
and the new factor it gets in no more than before (V12)."""

from app.accounts.help_desk import send_reset
from app.config.operators import operator_act
from app.extensions import now
from app.users.models import User
from tests.person import Person
from tests.recovery.story import is_refused, recovered
from tests.rows import rows


def test_v12_a_link_that_is_on_its_way_opens_nothing_to_the_password_alone(
    enrolled: Person,
) -> None:
    there = recovered(enrolled)
    assert is_refused(there.other_browser().log_in(), 403, "recovery_probation")
    with there.app.app_context():
        send_reset(rows(there.app, User)[0].id, act=operator_act(now()))
    thief = there.other_browser()
    assert thief.log_in().status_code in {401, 403}
    assert not thief.is_signed_in()
