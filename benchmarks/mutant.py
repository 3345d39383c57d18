"""One defence that is turned off on purpose."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One defence, the text that makes it, what stands there without it, the tests that watch.

    `number` is the requirement that the defence holds, where it has one.
    """

    defence: str
    file: str
    before: str
    after: str
    tests: str
    number: str = ""
