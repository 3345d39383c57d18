"""Promise: every example of docs/my-own-backend.md, in Flask and in Express, lets in whom it should
and nobody else, behind a real Caddy and with clients that its commands make (T05)."""

import json
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.forward_auth.house import ANN, PASSWORD, House, open_house
from tests.forward_auth.proxies import DOMAIN, KINDS
from tests.forward_auth.visitor import Visitor
from tests.live import ROOT
from tests.ports import free_port

_PAGE = (ROOT / "docs" / "my-own-backend.md").read_text("utf-8")
EXAMPLES = {
    (way, kind): text
    for kind, way, text in re.findall(r"^```(python|js) (\S+)\n(.*?)^```$", _PAGE, re.M | re.S)
}
[_COMMANDS] = re.findall(r"^```sh clients\n(.*?)^```$", _PAGE, re.M | re.S)
_EXPRESS = Path(__file__).parent / "express"
KINDS_OF_CODE = pytest.mark.parametrize("code", ["python", "js"])


@dataclass
class Setting:
    """A house behind Caddy, and the client that the page's commands made for `app`."""

    house: House
    app: str
    port_of_app: int
    folder: Path
    client: dict[str, str] = field(default_factory=dict)

    def follow(self) -> None:
        """Run the page's commands word by word, and keep what they print."""
        for line in _COMMANDS.splitlines():
            words = shlex.split(line.replace("$APP", self.app))
            done = self.house.server.flask(*words[1:])
            assert done.returncode == 0, done.stderr
            found = re.findall(r"^(client_\w+)=(\S+)$", done.stdout, re.M)
            self.client |= {name.upper(): value for name, value in found}

    @contextmanager
    def backend(self, way: str, code: str) -> Iterator[int]:
        """Run an example of the page."""
        port, folder = free_port(), self.folder / f"{way}-{code}"
        folder.mkdir(exist_ok=True)
        environment = os.environ | self.client | {"PORT": str(port)}
        environment["SECOND_LOCK"] = f"http://127.0.0.1:{self.house.server.port}"
        place = folder / ("example.py" if code == "python" else "example.mjs")
        place.write_text(EXAMPLES[way, code])
        if code == "js":
            with suppress(FileExistsError):
                (folder / "node_modules").symlink_to(_EXPRESS / "node_modules")
        flask = [sys.executable, "-m", "flask", "--app", str(place), "run", "-p", str(port)]
        with (folder / "log").open("wb") as log:
            command = flask if code == "python" else ["node", str(place)]
            running = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(port)
            yield port
        finally:
            running.terminate()
            running.wait(20)


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setting]:
    folder = tmp_path_factory.mktemp("backend")
    with open_house("caddy", folder) as house:
        port = free_port()
        found = Setting(house, f"https://wiki.{DOMAIN}:{port}", port, folder)
        found.follow()
        assert set(found.client) == {"CLIENT_ID", "CLIENT_SECRET"}
        yield found


@pytest.fixture(scope="module")
def ann(setting: Setting) -> Visitor:
    return setting.house.sign_in(ANN)


def test_the_page_has_both_languages_for_each_way() -> None:
    ways = ("forward-auth", "introspection", "cookie")
    assert set(EXAMPLES) == {(way, code) for way in ways for code in ("python", "js")}
    assert all(len(text.splitlines()) <= 35 for text in EXAMPLES.values())


@KINDS_OF_CODE
def test_forward_auth_hands_the_backend_four_headers(
    setting: Setting, ann: Visitor, code: str, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        backend = stack.enter_context(setting.backend("forward-auth", code))
        certificate, server = setting.house.certificate, setting.house.server
        given = (tmp_path / "proxy", certificate, setting.port_of_app, server.port, backend)
        stack.enter_context(KINDS["caddy"](*given))
        answer = ann.send(setting.app)
        assert answer.status == 200, answer.body
        assert (answer.json["Email"], answer.json["Name"]) == (ANN, "Zoë Ångström")
        assert answer.json["Groups"] == ["user"]
        forged = [("Accept", "application/json"), ("Remote-User", "root")]
        assert setting.house.visitor().send(setting.app, headers=forged).status == 401
        by_token = [("Authorization", f"Bearer {app_token(setting, ann, code)}")]
        assert setting.house.visitor().send(setting.app, headers=by_token).json == answer.json
    with setting.backend("forward-auth", code) as bare:
        assert asked(bare)[0] == 401


@KINDS_OF_CODE
def test_t05_introspection_tells_the_backend_whose_token_it_got(
    setting: Setting, ann: Visitor, code: str
) -> None:
    access = setting.house.call(
        setting.house.visitor(), "token", {"email": ANN, "password": PASSWORD}
    ).json["accessToken"]
    with setting.backend("introspection", code) as backend:
        for token in (access, app_token(setting, ann, f"of {code}")):
            status, told = asked(backend, Authorization=f"Bearer {token}")
            assert status == 200
            assert (told["email"], told["groups"], told["factors"]) == (ANN, ["user"], 1)
        for header in ("", "Bearer", "Bearer x", "Basic OnNsX3g=", f"Bearer {access}x"):
            assert asked(backend, Authorization=header)[0] == 401, header


@KINDS_OF_CODE
def test_the_cookie_tells_the_backend_who_is_signed_in(
    setting: Setting, ann: Visitor, code: str
) -> None:
    cookie = ann.cookie_header(f"login.{DOMAIN}")
    with setting.backend("cookie", code) as backend:
        status, told = asked(backend, Cookie=cookie)
        assert (status, told["email"], told["role"]) == (200, ANN, "user")
        for wrong in ("", "__Host-session=x", cookie[:-1]):
            assert asked(backend, Cookie=wrong)[0] == 401, wrong
        ours = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
        assert asked(backend, "POST", **ours)[0] == 200
        for site in ("cross-site", "same-site", "none", ""):
            assert asked(backend, "POST", **ours | {"Sec-Fetch-Site": site})[0] == 403, site


def app_token(setting: Setting, ann: Visitor, name: str) -> str:
    body = {"name": name, "origin": setting.app, "expiresIn": 3600}
    made = setting.house.call(ann, "app-tokens", body)
    assert made.status == 201, made.body
    return str(made.json["token"])


def asked(port: int, method: str = "GET", **headers: str) -> tuple[int, dict[str, object]]:
    """Ask a backend; return the status, and what it says to whom it lets in."""
    request = Request(f"http://127.0.0.1:{port}/", headers=headers, method=method)
    try:
        with urlopen(request, timeout=20) as answer:
            told: dict[str, object] = json.load(answer)
            return answer.status, told
    except HTTPError as refused:
        refused.close()
        return refused.code, {}


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            asked(port)
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"nothing listens on {port}")
