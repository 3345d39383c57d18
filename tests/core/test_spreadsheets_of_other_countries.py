"""Promise: no cell is a formula, also where a spreadsheet splits lines at semicolons or tabs, as in
German (A11)."""

import csv
import io

import pytest

from app.core.spreadsheets import csv_line


@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "text",
    ["Mozilla/5.0 (X11;=cmd|' /C calc'!A0)", "x\t=1+1", "x; =1+1", "a|@SUM(1)", 'a;"=1+1"'],
)
def test_a11_no_separator_of_a_spreadsheet_begins_a_formula(text: str, between: str) -> None:
    line = csv_line([1, text, "end"])
    [cells] = csv.reader(io.StringIO(line, newline=""), delimiter=between)
    assert not [
        each for each in cells if each.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))
    ]
