"""Passwords that attackers try first: common ones, and ones made from the account itself (R39).

The list beside this module is that of the `zxcvbn` package (MIT licence): the 30,000 passwords that
were found most often in leaks. No look-up leaves the machine (ASVS 6.2.4, 6.2.12).
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from app.core.errors import InvalidRequest

_FEWEST_CHARACTERS = 5
_SHORTEST_WORD = 4
_SHORTEST_REST = 8
_NOT_LETTERS_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_SEPARATORS = re.compile(r"[\W_]+")


def refuse_guessable(password: str, *, about: Iterable[str], field: str = "password") -> None:
    """Raise InvalidRequest, with the reason, for a password that is easy to guess.

    `about` holds what a stranger may know: the address, the name, the product.
    """
    if reason := _weakness(password.casefold(), about):
        raise InvalidRequest(fields={field: [reason]})


def _weakness(folded: str, about: Iterable[str]) -> str | None:
    if len(set(folded)) < _FEWEST_CHARACTERS:
        return "Use more than a few different characters."
    # "password2026!" is "password" to whoever guesses: digits around a word are tried too.
    bare = _NOT_LETTERS_AROUND.sub("", folded)
    if _is_common(folded) or _is_common(bare):
        return "This is among the passwords that are tried first. Use a few words in a row."
    solid = _SEPARATORS.sub("", folded)
    for word in _words(about):
        if word in solid and len(solid.replace(word, "")) < _SHORTEST_REST:
            return "This is made from your address, your name or the name of this service."
    return None


def _words(about: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for text in about:
        parts = [*_SEPARATORS.split(text.casefold()), _SEPARATORS.sub("", text.casefold())]
        found.update(part for part in parts if len(part) >= _SHORTEST_WORD)
    return found


def _is_common(folded: str) -> bool:
    return f"\n{folded}\n" in _list()


@cache
def _list() -> str:
    # One text, a password a line: a set of them takes ten times as much memory.
    return "\n" + Path(__file__).with_suffix(".txt").read_text("ascii")
