"""Promise: backup codes are long, random and stored so that only their owner's guess fits (R19)."""

import math
from collections import Counter

from app.core.codes import ALPHABET, BackupCode, keyed_digest, new_code, parse_code

_KEY, _OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
_CODE = BackupCode("0123456789ABCDEF")


def test_a_code_holds_eighty_bits_r19() -> None:
    codes = [new_code() for _ in range(1000)]
    assert len(set(codes)) == 1000
    assert {len(code.replace("-", "")) for code in codes} == {16}
    assert 16 * math.log2(len(set(ALPHABET))) == 80


def test_every_character_is_drawn_alike_r19() -> None:
    drawn = Counter(character for _ in range(1000) for character in new_code().replace("-", ""))
    assert set(drawn) == set(ALPHABET)
    # 500 of each are expected; 350 is further off than once in a billion runs.
    assert min(drawn.values()) > 350


def test_a_code_is_shown_in_four_groups() -> None:
    assert [len(group) for group in new_code().split("-")] == [4, 4, 4, 4]


def test_what_is_shown_can_be_typed_r19() -> None:
    for code in (new_code() for _ in range(1000)):
        assert parse_code(code) == BackupCode(code.replace("-", ""))


def test_characters_that_look_alike_are_never_shown() -> None:
    assert not set("ILOU") & set(ALPHABET)


def test_the_digest_is_bound_to_the_user_r22() -> None:
    anns = keyed_digest(_CODE, key=_KEY, user_id="ann")
    assert anns == keyed_digest(_CODE, key=_KEY, user_id="ann")
    assert anns != keyed_digest(_CODE, key=_KEY, user_id="bob")


def test_the_digest_cannot_be_made_without_the_key_r19() -> None:
    digests = {keyed_digest(_CODE, key=key, user_id="ann") for key in (_KEY, _OTHER_KEY)}
    assert len(digests) == 2
    assert not any(_CODE.text in digest for digest in digests)


def test_user_and_code_cannot_be_shifted_into_each_other_r22() -> None:
    one = keyed_digest(BackupCode("B" * 16), key=_KEY, user_id="annA")
    other = keyed_digest(BackupCode("A" + "B" * 15), key=_KEY, user_id="ann")
    assert one != other
