"""Promise: all administrators hear of a new administrator, also where an invitation made them one
(A12)."""

from tests.invitations.house import join, mailed
from tests.person import Person, text_of
from tests.recovery.story import sent_to
from tests.rows import execute


def test_a12_who_comes_in_as_an_administrator_is_told_to_all(ann: Person, person: Person) -> None:
    execute(ann.app, "UPDATE users SET role = 'admin'")
    guest = Person(ann.app, ann.clock, "guest@example.com")
    before = len(sent_to(ann, ann.email))
    assert join(guest, mailed(ann.app, guest, role="admin")).json["user"]["role"] == "admin"
    told = sent_to(ann, ann.email)[before:]
    assert any(guest.email in text_of(each) for each in told)
