"""Promise: what is done to app tokens and clients is written, without the secret (R87)."""

from flask import Flask

from tests.app_tokens.making import FILES, ask_for_token, put
from tests.introspection.asking import add, run
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


def test_r87_what_operators_do_to_clients_is_written_without_the_secret(app: Flask) -> None:
    add(app)
    run(app, "rotate", "files")
    run(app, "revoke", "files", "--yes")
    kinds = ("client.added", "client.rotated", "client.revoked")
    told = [(each.type, each.detail) for each in events(app, *kinds)]
    assert told == [(kind, {"client": "files"}) for kind in kinds]
