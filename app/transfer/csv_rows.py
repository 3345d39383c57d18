"""Reads CSV tables as spreadsheets write them."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from app.transfer.records import BadLine

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SEP = re.compile(r"\ufeff?\"?sep=([^\r\n\"])\"?\r?\n", re.IGNORECASE)
_COLUMN = re.compile(r"[\w .-]{1,40}")

Row = dict[str, str]


def csv_rows(text: str, columns: Sequence[str]) -> list[tuple[int, Row | None]]:
    """Return the rows of a table, each with its line number.

    The head has some of `columns`, in any order. A row that does not fit the head is None. Raises
    BadLine where the head has no `email` or an unknown column.
    """
    named = _SEP.match(text)
    body = text[named.end() :] if named else text
    delimiter = named[1] if named else _delimiter(body, columns)
    lines = _cells(body, delimiter)
    _, names = next(lines, (1, []))
    if names is None:
        raise BadLine("the first line is not CSV")
    head = [name.strip().lower() for name in names]
    _check(head, columns, delimiter)
    return [
        (line + bool(named), None if cells is None else _row(cells, head)) for line, cells in lines
    ]


def _cells(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield the cells of each row that is not blank.

    The number is of the line on which the row begins. The last row is None where a quote has no
    end.
    """
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in table:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = table.line_num + 1
    except csv.Error:
        yield begins, None


def _delimiter(text: str, columns: Sequence[str]) -> str:
    """Return the delimiter by which the head has the most known names."""
    head = text.lstrip("\r\n").partition("\n")[0].lower()

    def known(delimiter: str) -> int:
        return sum(name.strip(' "\r') in columns for name in head.split(delimiter))

    return max(_DELIMITERS, key=known)


def _check(head: Sequence[str], columns: Sequence[str], delimiter: str) -> None:
    # A file without a head has people's data in its first line, which is never repeated.
    if "email" not in head:
        split = _DELIMITERS.get(delimiter, "the delimiter after sep=")
        raise BadLine(
            f"the first line has no column email (read with {split}); known are: "
            f"{', '.join(columns)}"
        )
    unknown = [name for name in head if name and name not in columns]
    if unknown:
        named = [
            name if _COLUMN.fullmatch(name) else "one without a readable name" for name in unknown
        ]
        raise BadLine(
            f"the first line has unknown columns: {', '.join(named)}; known are: "
            f"{', '.join(columns)}"
        )
    if any(head.count(name) > 1 for name in head if name):
        raise BadLine("the first line names a column twice")


def _row(cells: Sequence[str], head: Sequence[str]) -> Row | None:
    # Spreadsheets end each line with as many delimiters as the widest row has cells.
    names = [*head, *[""] * (len(cells) - len(head))]
    pairs = list(zip(names, cells, strict=False))
    if any(cell.strip() for name, cell in pairs if not name):
        return None
    return {name: cell for name, cell in pairs if name}
