"""Promise: bearer secrets hold 256 random bits, ids 128, and a secret is kept as a hash (R58)."""

import base64
import hashlib

from app.core.opaque_tokens import digest, is_token, new_id, new_token


def test_tokens_and_ids_are_long_and_distinct_r58() -> None:
    tokens, ids = [new_token() for _ in range(10_000)], [new_id() for _ in range(10_000)]
    assert len(set(tokens)) == len(set(ids)) == 10_000
    assert {len(base64.urlsafe_b64decode(token + "=")) for token in tokens} == {32}
    assert {len(base64.urlsafe_b64decode(each + "==")) for each in ids} == {16}


def test_tokens_need_no_escaping_in_a_link_or_a_header() -> None:
    assert all(character.isalnum() or character in "-_" for character in new_token() + new_id())


def test_no_id_looks_like_an_option_of_a_command() -> None:
    assert not any(new_id().startswith("-") for _ in range(10_000))


def test_what_has_not_the_shape_of_a_token_is_told() -> None:
    assert all(is_token(new_token()) for _ in range(100))
    assert not any(
        map(is_token, ["", "a" * 42, "a" * 44, "a" * 42 + "=", "a" * 42 + "é", "٣" * 43])
    )


def test_a_digest_is_the_sha_256_of_the_token_r58() -> None:
    assert digest("abc") == hashlib.sha256(b"abc").hexdigest()
    assert len(digest(new_token())) == 64


def test_a_token_with_a_lone_surrogate_has_a_digest_and_no_error() -> None:
    assert digest("\ud800") != digest("?")
