"""Writes the table of error codes into docs/clients.md: `python -m tests.error_table`."""

from app.config import ROOT
from app.core import errors

PAGE = ROOT / "docs" / "clients.md"
_BEGIN, _END = "<!-- codes -->\n", "<!-- /codes -->"


def refusals() -> list[type[errors.AppError]]:
    """Every refusal of the product, by status and code."""
    found = [
        each
        for each in vars(errors).values()
        if isinstance(each, type)
        and issubclass(each, errors.AppError)
        and each is not errors.AppError
    ]
    return sorted(found, key=lambda each: (each.status, each.code))


def with_table(page: str) -> str:
    """Return the page with the table of the codes as they are now."""
    before, _, rest = page.partition(_BEGIN)
    after = rest.partition(_END)[2]
    lines = [f"| {each.status} | `{each.code}` | {each.message} |" for each in refusals()]
    table = "\n".join(["| status | code | message |", "| --- | --- | --- |", *lines])
    return f"{before}{_BEGIN}{table}\n{_END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8")
