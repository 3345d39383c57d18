"""Refusal of passwords that attackers try first (R39).

These are common ones, and ones made from the account itself. The Rust implementation of zxcvbn
(Wheeler, USENIX Security 2016) estimates how many guesses a password takes. It knows common
passwords and words, also reversed and in leet, names, runs, repeats, rows of keys and dates. No
look-up leaves the machine (ASVS 6.2.4, 6.2.12).
"""

import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.core.errors import InvalidRequest
from app.core.text import _

if TYPE_CHECKING:
    from zxcvbn_rs_py import Entropy

_FEWEST_CHARACTERS = 5
# As a power of ten, between zxcvbn's "somewhat guessable" (8) and "safely unguessable" (10). Three
# words in a row take more guesses, one or two words with a year fewer.
_FEWEST_GUESSES = 9.0
# The time of an estimate grows with the square of the length. A phrase is strong well before that.
_LONGEST_JUDGED = 40
_SHORTEST_WORD = 3
# zxcvbn knows only English words and United States keyboards.
_ELSEWHERE = (
    *("qwertzuiopü", "qwertzuiop", "asdfghjklöä", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn"),
    *("йцукенгшщзхъ", "йцукен", "фывапролджэ", "ячсмитьбю", "пароль", "любовь"),
    *("passwort", "kennwort", "willkommen", "geheim", "hallo", "schatz", "sommer", "winter"),
    *("motdepasse", "bonjour", "contraseña", "contrasena", "senha", "wachtwoord", "haslo"),
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae"})

_FEW = _("Use more than a few different characters.")
_OWN = _("This is made from your address, your name or the name of this service.")
_COMMON = _("This is among the passwords that are tried first. Use a few words in a row.")
_RUN = _("A run such as abcdef or 123456 is tried first. Use a few words in a row.")
_REPEAT = _("A repeat is guessed as fast as what it repeats. Use a few different words in a row.")
_ROW = _("A row of keys is tried first. Use a few words in a row.")
_DATE = _("Dates and years are tried first. Use a few words in a row.")
_REASONS = {
    "SequencesLikeAbcAreEasyToGuess": _RUN,
    "RepeatsLikeAaaAreEasyToGuess": _REPEAT,
    "RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess": _REPEAT,
    "StraightRowsOfKeysAreEasyToGuess": _ROW,
    "ShortKeyboardPatternsAreEasyToGuess": _ROW,
    "RecentYearsAreEasyToGuess": _DATE,
    "DatesAreOftenEasyToGuess": _DATE,
}


def refuse_guessable(password: str, *, about: Iterable[str], field: str = "password") -> None:
    """Raise InvalidRequest, with the reason, for a guessable password.

    `about` holds what a stranger may know: the address, the name, the product.
    """
    if reason := _weakness(password.casefold(), about):
        raise InvalidRequest(fields={field: [reason]})


def _weakness(folded: str, about: Iterable[str]) -> str | None:
    if len(set(folded)) < _FEWEST_CHARACTERS:
        return _FEW
    judged = _repeated_once(folded)[:_LONGEST_JUDGED]
    guesses, _ = _estimate(judged, [*_words(about), *_ELSEWHERE])
    if guesses >= _FEWEST_GUESSES:
        return None
    of_anybody, found = _estimate(judged, _ELSEWHERE)
    if guesses < of_anybody:
        return _OWN
    warning = found.feedback.warning if found.feedback else None
    return _REASONS.get(repr(warning).rpartition(".")[2], _COMMON)


def _repeated_once(text: str) -> str:
    # A long repeat that is cut within its unit would look like a new word.
    period = next(size for size in range(1, len(text) + 1) if text.startswith(text[size:]))
    return text[: 2 * period]


def _estimate(folded: str, words: Iterable[str]) -> "tuple[float, Entropy]":
    """Return the guesses that a password takes, as log10, and zxcvbn's findings.

    The password is judged as typed and without the marks between its words. The lower estimate
    counts.
    """
    # Imported at the first new password: its words take 8 MB, and many processes check none.
    from zxcvbn_rs_py import zxcvbn  # noqa: PLC0415

    known, solid = list(words), _solid(folded)
    typed, bare = zxcvbn(folded, known), zxcvbn(solid, known)
    # "1 2 3 4 5 6" counts as "123456". Each different mark adds a factor of ten, once.
    of_bare = max(bare.guesses_log10, 0) + len(set(folded) - set(solid))
    if of_bare < typed.guesses_log10:
        return of_bare, bare
    return typed.guesses_log10, typed


def _words(about: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    for text in about:
        folded = text.casefold()
        for spelling in (folded, folded.translate(_UMLAUTS), _without_accents(folded)):
            parts = [spelling, *spelling.split("@"), *_split(spelling)]
            found.update(dict.fromkeys([*parts, *map(_solid, parts)]))
    return [word for word in found if len(word) >= _SHORTEST_WORD]


def _split(text: str) -> list[str]:
    return "".join(each if _is_of_words(each) else " " for each in text).split()


def _solid(text: str) -> str:
    return "".join(filter(_is_of_words, text))


def _is_of_words(character: str) -> bool:
    # Letters, combining marks and digits of every script.
    return unicodedata.category(character)[0] in "LMN"


def _without_accents(text: str) -> str:
    return "".join(
        each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each)
    )
