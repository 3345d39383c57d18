"""Promise: introspection answers its own clients alone.

Of a token that is none of theirs, has ended or opens nothing now it says `active: false` and
nothing more. A client's secret is kept as a hash, compared in constant time, and limited (T05).
"""

import pytest
from flask import Flask

from app.accounts import by_operator
from app.config.operators import operator_act
from app.core.opaque_tokens import digest
from app.core.scannable_secrets import APP_TOKEN, CLIENT_SECRET, is_whole, new_secret
from app.introspection.models import Client as ClientRow
from tests.app_tokens.making import BOARD, FILES, change, make, put
from tests.groups.test_membership import put_into
from tests.introspection.asking import FORM, Backend, add, run, send
from tests.person import Person
from tests.policies import set_level
from tests.program import Program
from tests.rows import dump, events, id_of_address, rows


def test_t05_a_client_is_told_whose_app_token_it_got(ann: Person) -> None:
    put(ann)
    put_into(ann, "editors")
    token, backend = make(ann.sign_in(), expiresIn=3600), add(ann.app)
    begun = int(ann.clock.now().timestamp())
    assert backend.ask(token).json == {
        "active": True,
        "token_type": "Bearer",
        "sub": id_of_address(ann.app, ann.email),
        "username": ann.email,
        "email": ann.email,
        "name": ann.email,
        "groups": ["user", "editors"],
        "aud": FILES,
        "amr": ["app_token"],
        "factors": 1,
        "iat": begun,
        "exp": begun + 3600,
    }


def test_t05_a_client_is_told_whose_access_token_it_got(enrolled: Person) -> None:
    program, backend = Program(enrolled).sign_in(), add(enrolled.app, origin=None)
    told = backend.ask(program.access).json
    assert told["sub"] == id_of_address(enrolled.app, enrolled.email)
    assert (told["amr"], told["factors"]) == (["password", "totp"], 2)
    assert "aud" not in told
    until = told["exp"] - int(enrolled.clock.now().timestamp())
    enrolled.clock.move(seconds=until - 1)
    assert backend.is_active(program.access)
    enrolled.clock.move(seconds=1)
    assert not backend.is_active(program.access)


def test_t05_of_every_other_token_it_hears_nothing_more(ann: Person) -> None:
    put(ann)
    put(ann, BOARD)
    files, board = make(ann.sign_in()), make(ann, BOARD)
    program = Program(ann).sign_in()
    backend, elsewhere, nowhere = add(ann.app), add(ann.app, "b", BOARD), add(ann.app, "c", None)
    assert [each.is_active(files) for each in (backend, elsewhere, nowhere)] == [True, False, False]
    assert [each.is_active(board) for each in (backend, elsewhere, nowhere)] == [False, True, False]
    for other in (
        f"{files[:-1]}{'0' if files[-1] != '0' else '1'}",
        new_secret(APP_TOKEN),
        "sl_",
        "x",
        program.refresh_token,
        ann.held_cookie("second_lock_session"),
        backend.secret,
        f"{program.access}x",
    ):
        assert not backend.is_active(other), other


def test_t05_a_token_that_opens_nothing_now_is_not_active(ann: Person) -> None:
    listed = put(ann, groups=["editors"])
    put_into(ann, "editors")
    token, backend = make(ann.sign_in()), add(ann.app)
    program = Program(ann).sign_in()
    assert backend.is_active(token)
    put_into(ann)
    assert not backend.is_active(token)
    listed = change(ann, listed, groups=[])
    assert backend.is_active(token)
    listed = change(ann, listed, tokens="none")
    assert not backend.is_active(token)
    change(ann, listed, tokens="first_factor")
    set_level(ann.app, "two_factor")
    assert [backend.is_active(each) for each in (token, program.access)] == [False, False]
    set_level(ann.app, "optional")
    assert [backend.is_active(each) for each in (token, program.access)] == [True, True]
    with ann.app.app_context():
        user_id = id_of_address(ann.app, ann.email)
        by_operator.disable(user_id, act=operator_act(ann.clock.now()))
    assert [backend.is_active(each) for each in (token, program.access)] == [False, False]


def test_t05_both_factors_are_told_where_the_rule_counts_them(enrolled: Person) -> None:
    put(enrolled, factor=2, tokens="both_factors")
    token = make(enrolled)
    assert add(enrolled.app).ask(token).json["factors"] == 2


def test_t05_nobody_else_is_answered(ann: Person) -> None:
    put(ann)
    token, backend = make(ann.sign_in()), add(ann.app)
    other = add(ann.app, "other")
    access = Program(ann).sign_in().access
    wrong = [
        None,
        (backend.id, other.secret),
        (other.id, backend.secret),
        (backend.id, ""),
        (backend.id, new_secret(CLIENT_SECRET)),
        ("", backend.secret),
        ("nobody", backend.secret),
        (ann.email, ann.password),
        (backend.id, token),
    ]
    for each in wrong:
        answer = send(ann.app, {"token": token}, basic=each)
        assert (answer.status_code, answer.json["code"]) == (401, "invalid_client"), each
        assert answer.headers["WWW-Authenticate"] == 'Basic realm="second-lock"'
        assert "active" not in answer.json
    for header in (f"Bearer {access}", f"Bearer {backend.secret}", "Basic x", "Basic"):
        answer = send(ann.app, {"token": token}, headers={"Authorization": header})
        assert (answer.status_code, answer.json["code"]) == (401, "invalid_client"), header
    assert (
        ann.browser.post("/api/auth/introspect", data={"token": token}, content_type=FORM).json[
            "code"
        ]
        == "invalid_client"
    )


def test_t06_a_browser_is_never_asked_for_the_secret_by_its_box(app: Flask) -> None:
    for headers in ({"Sec-Fetch-Site": "none"}, {"Accept": "text/html"}):
        answer = send(app, {"token": "x"}, headers=headers)
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="second-lock"'


def test_t05_the_secret_is_kept_as_a_hash(app: Flask) -> None:
    backend = add(app)
    [row] = rows(app, ClientRow)
    assert row.secret_hash == digest(backend.secret)
    assert is_whole(backend.secret, CLIENT_SECRET)
    assert backend.secret not in dump(app)


def test_t05_a_new_secret_ends_the_old_one_and_a_revoked_client_is_none(ann: Person) -> None:
    put(ann)
    token, backend = make(ann.sign_in()), add(ann.app)
    made = run(ann.app, "rotate", "files")
    renewed = Backend(ann.app, made["clientId"], made["clientSecret"])
    assert renewed.id == backend.id
    assert backend.ask(token).status_code == 401
    assert renewed.is_active(token)
    run(ann.app, "revoke", "files", "--yes")
    assert renewed.ask(token).status_code == 401
    assert run(ann.app, "list") == []
    told = [(each.type, each.detail) for each in events(ann.app) if each.type[:7] == "client."]
    kinds = ("client.added", "client.rotated", "client.revoked")
    assert told == [(kind, {"client": "files"}) for kind in kinds]


def test_clients_are_listed_without_secrets(app: Flask) -> None:
    backend = add(app)
    [listed] = run(app, "list")
    assert (listed["name"], listed["clientId"], listed["origin"]) == ("files", backend.id, FILES)
    assert backend.secret not in str(listed)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("add", "files"), "There is a client files already."),
        (("add", " "), "A name has 1 to 100 printable characters."),
        (("add", "x", "--origin", "nonsense"), "origin"),
        (("rotate", "nobody"), "There is no client nobody."),
        (("revoke", "nobody", "--yes"), "There is no client nobody."),
    ],
)
def test_what_a_command_cannot_do_is_one_line(
    app: Flask, arguments: tuple[str, ...], word: str
) -> None:
    add(app)
    result = app.test_cli_runner().invoke(args=["clients", *arguments])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert word in result.stderr
