"""Promise: no app token outlives a sign-out from everywhere, also one that is being made beside it
(T03)."""

from threading import Thread

from sqlalchemy import event

from app.extensions import db
from tests.app_tokens.making import make, opens, put
from tests.person import Person


def test_t03_a_token_that_is_made_beside_logout_all_ends_with_it(ann: Person) -> None:
    put(ann)
    owner, thief = ann.other_browser().sign_in(), ann.sign_in()
    answers: list[int] = []
    beside = Thread(target=lambda: answers.append(owner.post("logout-all", {}).status_code))

    def meet(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        # The row of the token is written, and its transaction goes on.
        if statement.startswith("INSERT INTO app_tokens") and not beside.ident:
            beside.start()
            beside.join(1)  # it waits for this transaction, or was faster

    with ann.app.app_context():
        event.listen(db.engine, "after_cursor_execute", meet)
    token = make(thief)
    beside.join()
    assert answers == [200]
    assert not thief.is_signed_in()
    assert not opens(ann.app, token)
