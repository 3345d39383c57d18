"""Promise: a name holds every writing of the world, and nothing that breaks a line or hides."""

import pytest

from app.core.names import is_name


@pytest.mark.parametrize(
    "name", ["", "Ann", "山田　太郎", "می‌خواهم", "👩‍👩‍👧", "Zoë O’Neill", "🔐"]
)
def test_it_takes_names_of_every_writing(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("sign", [*SIGNS, *MORE_SIGNS])
def test_it_refuses_what_breaks_a_line_or_is_not_seen(sign: int) -> None:
    assert not is_name(f"Ann{chr(sign)}")
    assert not is_name(chr(sign))
