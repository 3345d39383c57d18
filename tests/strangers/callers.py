"""Tells Schemathesis who calls: an administrator by cookie or by token, or nobody.

Schemathesis loads it by SCHEMATHESIS_HOOKS. HOUSE is the folder of `tests.strangers.house`, and
CALLER is `session`, `bearer` or `nobody`. A call may end the session that made it, or take the role
away: then the next administrator of the pool signs in.
"""

import json
import os
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import requests
import schemathesis

from tests.strangers.house import Caller

CALLER = os.environ["CALLER"]
HOUSE = json.loads((Path(os.environ["HOUSE"]) / "house.json").read_text())
COOKIES = {"session": "second_lock_session", "twofa": "second_lock_twofa_token"}


class Pool:
    """The administrators who have not been used up."""

    def __init__(self) -> None:
        self.people: Iterator[dict[str, str]] = iter(HOUSE["admins"])
        self.kept = self.half = ""

    def session(self) -> str:
        """Return a cookie or token that still opens the administrators' calls."""
        while not self._is_good():
            with suppress(AssertionError):  # somebody may have deleted this one, too
                self.kept = self._sign_in(next(self.people))
        return self.kept

    def marker(self) -> str:
        """Return a marker whose second step is still open."""
        while not self._waits():
            with suppress(AssertionError, KeyError):
                self.half = Caller(HOUSE["url"], next(self.people)).half()
        return self.half

    def _waits(self) -> bool:
        cookies = {COOKIES["twofa"]: self.half}
        url = f"{HOUSE['url']}/api/auth/2fa/pending"
        return bool(self.half) and requests.get(url, cookies=cookies, timeout=30).ok

    def _sign_in(self, person: dict[str, str]) -> str:
        caller = Caller(HOUSE["url"], person)
        return caller.token() if CALLER == "bearer" else caller.cookie()

    def _is_good(self) -> bool:
        if not self.kept:
            return False
        url = f"{HOUSE['url']}/api/admin/groups?limit=1"
        if CALLER == "bearer":
            headers = {"Authorization": f"Bearer {self.kept}"}
            return requests.get(url, headers=headers, timeout=30).ok
        return requests.get(url, cookies={COOKIES["session"]: self.kept}, timeout=30).ok


class Credentials:
    """Gives each call the credential that the document asks for."""

    pool = Pool()

    def get(self, case: schemathesis.Case[Any], _: Any) -> tuple[str, str] | None:
        asked = {each for way in case.operation.definition.raw.get("security", []) for each in way}
        if "session" in asked:
            return CALLER, self.pool.session()
        if "twofa" in asked:
            return "twofa", self.pool.marker()
        if "metrics" in asked:
            return "bearer", HOUSE["metrics"]
        if "client" in asked:
            client = HOUSE["client"]
            pair = f"{client['clientId']}:{client['clientSecret']}"
            return "basic", b64encode(pair.encode()).decode()
        return None

    def set(self, case: schemathesis.Case[Any], data: tuple[str, str] | None, _: Any) -> None:
        if data is None:
            return
        kind, value = data
        if kind in COOKIES:
            case.cookies = {**(case.cookies or {}), COOKIES[kind]: value}
        else:
            case.headers = case.headers.copy()
            case.headers["Authorization"] = f"{kind.title()} {value}"


if CALLER != "nobody":
    schemathesis.auth(refresh_interval=None)(Credentials)
