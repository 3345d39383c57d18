"""Writes the table of error codes into docs/clients.md: `python -m tests.error_table`."""

from collections.abc import Iterator

import app  # every package is known to it
from app.config import ROOT
from app.core.errors import AppError

PAGE = ROOT / "docs" / "clients.md"
_TOLD = {"status", "code", "message"}
_BEGIN, _END = "<!-- codes -->\n", "<!-- /codes -->"


def refusals() -> list[type[AppError]]:
    """Every refusal of the product that a caller can tell from the others, by status and code."""
    return sorted(_kinds(AppError), key=lambda each: (each.status, each.code))


def _kinds(kind: type[AppError]) -> Iterator[type[AppError]]:
    for each in kind.__subclasses__():
        # Without a word of its own it reaches callers as the one that it is a kind of.
        own = kind is AppError or _TOLD & vars(each).keys()
        if own and each.__module__.split(".")[0] == app.__name__:
            yield each
        yield from _kinds(each)


def with_table(page: str) -> str:
    """Return the page with the table of the codes as they are now."""
    before, _, rest = page.partition(_BEGIN)
    after = rest.partition(_END)[2]
    lines = [f"| {each.status} | `{each.code}` | {each.message} |" for each in refusals()]
    table = "\n".join(["| status | code | message |", "| --- | --- | --- |", *lines])
    return f"{before}{_BEGIN}{table}\n{_END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8")
