"""Promise: what has expired takes no room among the app tokens of a person."""

from tests.app_tokens.making import ask_for_token, make, put
from tests.person import Person
from tests.rows import execute


def test_tokens_that_have_expired_leave_room(ann: Person) -> None:
    put(ann)
    make(ann.sign_in(), expiresIn=60)
    for number in range(49):
        execute(
            ann.app,
            "INSERT INTO app_tokens (id, user_id, token_hash, token_version, name, origin,"
            f" created_at, expires_at) SELECT 'x{number}', user_id, 'x{number}', token_version,"
            " name, origin, created_at, expires_at FROM app_tokens WHERE name = 'Backup' LIMIT 1",
        )
    ann.clock.move(seconds=61)
    assert ann.get("app-tokens").json == {"appTokens": []}
    assert ask_for_token(ann).status_code == 201
