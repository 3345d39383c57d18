"""Lines of CSV (RFC 4180) that no spreadsheet takes for a formula."""

import csv
import io
import re
from collections.abc import Iterable

# A cell that begins so is a formula to a spreadsheet, or hides one (A11).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Where a comma is the decimal sign, spreadsheets split lines at these, whatever stands in quotes.
_INNER = re.compile(r"([;\t|]\s*[\"']?\s*)(?=[=+@-])")


def csv_line(cells: Iterable[object]) -> str:
    """Return a line of CSV with its end; None is empty."""
    written = io.StringIO()
    csv.writer(written).writerow(["" if each is None else _safe(each) for each in cells])
    return written.getvalue()


def _safe(cell: object) -> str:
    text = _INNER.sub(r"\1'", str(cell))
    return f"'{text}" if text.startswith(_FORMULA) else text
