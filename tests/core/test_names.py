"""Promise: a name holds every writing of the world, and nothing that breaks a line or hides."""

import pytest

from app.core.names import is_name

# Persian and emoji need the joiners U+200C and U+200D.
NAMES = ["", "Ann", "山田\u3000太郎", "می\u200cخواهم", "👩\u200d👧", "Zoë O’Neill", "🔐"]
CONTROLS = [0x00, 0x0A, 0x1B, 0x7F, 0x85, 0x2028]
UNSEEN = [0xAD, 0x61C, 0x180E, 0x200B, 0x202E, 0x2066, 0xFEFF, 0xFFF9, 0xE000, 0xD800, 0xDFFF]


@pytest.mark.parametrize("name", NAMES)
def test_it_takes_names_of_every_writing(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("sign", [*CONTROLS, *UNSEEN])
def test_it_refuses_what_breaks_a_line_or_is_not_seen(sign: int) -> None:
    assert not is_name(f"Ann{chr(sign)}")
    assert not is_name(chr(sign))
