"""Promise: making and revoking an app token are written, and neither row holds the token (R87)."""

from tests.app_tokens.making import FILES, ask_for_token, put
from tests.person import Person
from tests.rows import events


def test_r87_making_and_revoking_an_app_token_are_written_without_it(ann: Person) -> None:
    put(ann)
    made = ask_for_token(ann.sign_in()).json
    assert ann.call("DELETE", f"app-tokens/{made['id']}").status_code == 200
    told = {each.type: each.detail for each in events(ann.app)[-2:]}
    assert told == {
        "app_token.made": {"app": FILES, "token": made["id"]},
        "app_token.revoked": {"token": made["id"]},
    }
