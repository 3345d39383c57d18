"""Promise: what somebody sends is compared with a secret in constant time, or looked up by its
hash, and every step of a code is computed whether or not an earlier one fits (R89)."""

import ast

import pytest

from app.config import ROOT
from app.core.totp import Totp, new_secret

# Names that hold a secret, or what is computed from one, where they are compared.
_SECRET = {"code", "secret", "mac", "token", "password", "signature", "key"}
_APP = sorted((ROOT / "app").rglob("*.py"))


def _names(node: ast.expr) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _comparisons(source: str) -> list[tuple[int, set[str]]]:
    """Lines and names of every `==` between two things that are computed."""
    return [
        (node.lineno, _names(node.left) | _names(node.comparators[0]))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Compare)
        and isinstance(node.ops[0], ast.Eq | ast.NotEq)
        and not isinstance(node.comparators[0], ast.Constant)
        and isinstance(node.left, ast.Name | ast.Call)
        and not ast.unparse(node.left).startswith("len(")
    ]


def test_r89_no_secret_is_compared_by_an_equals_sign() -> None:
    found = [
        f"{path.name}:{line}"
        for path in _APP
        for line, names in _comparisons(path.read_text("utf-8"))
        if names & _SECRET
    ]
    assert found == []


def test_r89_the_search_finds_one() -> None:
    assert _comparisons("if mac_of(key) == mac: pass")[0][1] & _SECRET


@pytest.mark.parametrize("place", range(3))
def test_r89_every_step_is_computed_whichever_fits(place: int) -> None:
    computed: list[int] = []

    class Counting(Totp):
        def code(self, step: int) -> str:
            computed.append(step)
            return super().code(step)

    totp = Counting(new_secret())
    right = totp.code(100 + place)
    computed.clear()
    assert totp.match(right, steps=range(100, 103)) == 100 + place
    assert computed == [100, 101, 102]
