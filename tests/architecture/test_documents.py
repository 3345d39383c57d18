"""Promise: the OpenAPI document and the table of settings say what the code does."""

import json
import re
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator

from app import create_app
from app.config import ROOT, Settings
from app.core import errors
from tests.client import Client
from tests.conftest import make_settings
from tests.error_table import PAGE, refusals, with_table

_DOCUMENT = ROOT / "docs" / "openapi.json"


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_app(make_settings(database_url=f"sqlite:///{tmp_path / 'empty.db'}"))


def test_the_committed_document_is_the_one_that_the_code_makes(app: Flask) -> None:
    made = app.test_cli_runner().invoke(args=["openapi"])
    assert made.exit_code == 0
    assert _DOCUMENT.read_text("utf-8") == made.output, "run: make openapi"


def test_the_served_document_is_the_committed_one(app: Flask) -> None:
    served = Client(app).get("/api/openapi.json")
    assert served.json == json.loads(_DOCUMENT.read_text("utf-8"))


def test_the_document_is_valid_openapi_31() -> None:
    document = json.loads(_DOCUMENT.read_text("utf-8"))
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_every_call_is_in_the_document_with_words_and_an_answer(app: Flask) -> None:
    paths = json.loads(_DOCUMENT.read_text("utf-8"))["paths"]
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/api/auth/"):
            continue
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            call = paths[path][method.lower()]
            assert call.get("summary") or call.get("description"), (method, path)
            assert any(status.startswith("2") for status in call["responses"]), (method, path)


def _refusals() -> list[type[errors.AppError]]:
    return [
        each
        for each in vars(errors).values()
        if isinstance(each, type)
        and issubclass(each, errors.AppError)
        and each is not errors.AppError
    ]


def test_every_refusal_has_a_code_of_its_own_and_a_status_of_the_contract() -> None:
    refusals = _refusals()
    codes = [(each.code, each.status) for each in refusals]
    assert len(codes) == len(set(codes)) > 20
    shared = [code for code, count in Counter(code for code, _ in codes).items() if count > 1]
    assert shared == ["invalid_token"]  # of a link 400, of a bearer or refresh token 401
    assert all(re.fullmatch(r"[a-z_]+", each.code) for each in refusals)
    statuses = {each.status for each in refusals}
    assert statuses <= {400, 401, 403, 404, 405, 409, 413, 415, 429, 500, 503}


def _table() -> dict[str, tuple[str, str]]:
    """Default and meaning by name, from the README's table of settings."""
    rows = re.findall(
        r"^\| `([A-Z0-9_]+)` \| (.*?) \| (.*?) \|$",
        (ROOT / "README.md").read_text("utf-8"),
        flags=re.MULTILINE,
    )
    return {name: (default, meaning) for name, default, meaning in rows}


def test_the_readme_lists_every_setting_and_no_other() -> None:
    assert set(_table()) == {each.name.upper() for each in fields(Settings)}


def test_the_readme_tells_the_true_defaults() -> None:
    told = _table()
    for each in fields(Settings):
        default = each.metadata["default"]
        if default:
            assert told[each.name.upper()][0] == f"`{default}`", each.name


def test_the_page_for_client_authors_lists_every_code() -> None:
    page = PAGE.read_text("utf-8")
    assert with_table(page) == page, "run: make openapi"
    assert len(refusals()) > 20
