"""Promise: no network takes more than half of the places among those who hash, and some are kept
for callers whom an account knows (F14)."""

from collections.abc import Iterator

from app.core.hash_places import Places


def _taken(places: Places, callers: Iterator[tuple[str, str | None]], tries: int = 50) -> int:
    """How many of those who ask one after the other get a place and keep it."""
    return sum(places.take(*next(callers)) is not None for _ in range(tries))


def _strangers(network: str | None = None) -> Iterator[tuple[str, None]]:
    yield from ((network or f"n{number}", None) for number in range(1000))


def test_a_network_takes_half_whoever_its_callers_are() -> None:
    known = ((("n", f"a{number}")) for number in range(1000))
    for count, half in ((18, 9), (3, 1), (2, 1)):
        assert _taken(Places(count), _strangers("n")) == half
        assert _taken(Places(count), known) == half


def test_strangers_leave_places_to_those_who_are_known() -> None:
    places = Places(18)
    assert _taken(places, _strangers()) == 14
    assert [places.take(f"m{n}", f"a{n}") is not None for n in range(5)] == [True] * 4 + [False]


def test_an_account_takes_one_of_the_kept_places_and_its_network_half_of_them() -> None:
    places = Places(18)
    _taken(places, _strangers())
    own = ((f"m{number}", "mine") for number in range(1000))
    assert _taken(places, own) == 1
    many = (("m", f"mine{number}") for number in range(1000))
    assert _taken(places, many) == 2
    assert places.take("elsewhere", "ann") is not None


def test_a_place_that_is_given_back_is_free_again() -> None:
    places = Places(2)
    taken = places.take("n", "a")
    assert taken is not None
    assert places.take("n", "a") is None
    places.give_back(taken)
    assert places.take("n", "a") is not None
