"""Promise: by an app token curl and rclone reach files on a WebDAV server behind nginx and Caddy.

It is sent as Bearer or as the password of Basic, and nothing else opens them (T02, T06)."""

import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.app_tokens.tunnel import tunnel
from tests.forward_auth.house import ANN, House, open_house
from tests.forward_auth.proxies import DOMAIN, KINDS
from tests.forward_auth.visitor import Visitor
from tests.live import ROOT as CHECKOUT
from tests.ports import free_port

_PAGE = (CHECKOUT / "docs" / "app-tokens.md").read_text("utf-8")
[_TYPED] = re.findall(r"^```sh\n(.*?)^```$", _PAGE, re.MULTILINE | re.DOTALL)
FOREIGN = "Basic YXBwOm93bg=="


@dataclass
class Shelf:
    """A house whose wiki takes tokens, beside a WebDAV server that only the proxy guards."""

    house: House
    files: str
    folder: Path
    authority: Path
    way: str
    ann: Visitor

    @property
    def wiki(self) -> str:
        return self.house.app()

    def token(self, origin: str, name: str = "Backup") -> str:
        body = {"name": name, "origin": origin, "expiresIn": 3600}
        made = self.house.call(self.ann, "app-tokens", body)
        assert made.status == 201, made.body
        return str(made.json["token"])

    def curl(self, *arguments: str) -> tuple[int, str]:
        """Return the status and the body that curl gets."""
        command = ["curl", "-sS", "--proxy", self.way, "--cacert", str(self.authority)]
        shown = subprocess.run(
            [*command, "-w", "\n%{http_code}", *arguments],
            capture_output=True,
            text=True,
            check=True,
        )
        body, _, status = shown.stdout.rpartition("\n")
        return int(status), body

    def rclone(self, password: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run rclone with a remote `files:` that signs in by Basic."""
        plain = ("rclone", "obscure", password)
        hidden = subprocess.run(plain, capture_output=True, text=True, check=True).stdout.strip()
        remote = {"TYPE": "webdav", "URL": self.files, "USER": "anybody", "PASS": hidden}
        environment = {f"RCLONE_CONFIG_FILES_{name}": value for name, value in remote.items()}
        environment |= {"HTTPS_PROXY": self.way, "RCLONE_CA_CERT": str(self.authority)}
        return subprocess.run(
            ["rclone", "--config", os.devnull, "--retries", "1", *arguments],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
        )


@contextmanager
def webdav(folder: Path) -> Iterator[int]:
    """Serve a folder by WebDAV, to whoever reaches the port."""
    folder.mkdir()
    port = free_port()
    command = ["rclone", "serve", "webdav", str(folder), "--addr", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/"):
                break
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module", params=list(KINDS))
def shelf(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shelf]:
    folder, kind = tmp_path_factory.mktemp(f"shelf-{request.param}"), request.param
    with ExitStack() as stack:
        house = stack.enter_context(open_house(kind, folder))
        port, served = free_port(), folder / "served"
        behind = stack.enter_context(webdav(served))
        proxy = KINDS[kind](folder / "dav", house.certificate, port, house.server.port, behind)
        stack.enter_context(proxy)
        files = f"https://wiki.{DOMAIN}:{port}"
        for name, origin in (("Files", files), ("Wiki", house.app())):
            listed = house.server.flask("apps", "add", name, origin, "--tokens", "first_factor")
            assert listed.returncode == 0, listed.stderr
        way, authority = stack.enter_context(tunnel()), folder / "authority.pem"
        authority.write_bytes(house.certificate.authority)
        yield Shelf(house, files, served, authority, way, house.sign_in(ANN))


def test_t02_rclone_copies_a_folder_there_and_back(shelf: Shelf, tmp_path: Path) -> None:
    here, back = tmp_path / "here", tmp_path / "back"
    (here / "deep").mkdir(parents=True)
    (here / "note.txt").write_text("a note")
    (here / "deep" / "größe.bin").write_bytes(bytes(range(256)) * 400)
    token = shelf.token(shelf.files)
    for source, target in ((str(here), "files:kept"), ("files:kept", str(back))):
        done = shelf.rclone(token, "copy", source, target)
        assert done.returncode == 0, done.stderr
    assert (shelf.folder / "kept" / "note.txt").read_text() == "a note"
    assert (back / "deep" / "größe.bin").read_bytes() == bytes(range(256)) * 400
    moved = shelf.rclone(token, "moveto", "files:kept/note.txt", "files:kept/moved.txt")
    assert moved.returncode == 0, moved.stderr
    assert shelf.rclone(token, "purge", "files:kept").returncode == 0
    assert not (shelf.folder / "kept").exists()


def test_t02_the_commands_of_the_page_work_word_by_word(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("a report")
    certificates = {"CURL_CA_BUNDLE": str(shelf.authority), "RCLONE_CA_CERT": str(shelf.authority)}
    given = {"APP": shelf.files, "TOKEN": shelf.token(shelf.files), "HTTPS_PROXY": shelf.way}
    subprocess.run(
        ["bash", "-euo", "pipefail", "-c", _TYPED],
        cwd=tmp_path,
        env=os.environ | certificates | given | {"RCLONE_CONFIG": os.devnull},
        check=True,
    )
    for place in ("report.txt", "kept/report.txt"):
        assert (shelf.folder / place).read_text() == "a report"


def test_t02_rclone_gets_in_by_no_other_password(shelf: Shelf) -> None:
    for password in ("correct horse battery", shelf.token(shelf.wiki), "sl_x"):
        refused = shelf.rclone(password, "lsf", "files:")
        assert refused.returncode != 0
        assert "401" in refused.stderr


def test_t02_curl_opens_one_app_by_bearer_and_by_basic(shelf: Shelf, tmp_path: Path) -> None:
    token, note = shelf.token(shelf.files), tmp_path / "note"
    note.write_text("by curl")
    for number, given in enumerate(
        (
            ("-H", f"Authorization: Bearer {token}"),
            ("-u", f"x:{token}"),
            ("--anyauth", "-u", f":{token}"),
        )
    ):
        place = f"{shelf.files}/curl{number}.txt"
        assert shelf.curl(*given, "-T", str(note), place)[0] in {200, 201}
        assert shelf.curl(*given, place) == (200, "by curl")
        assert shelf.curl(*given, shelf.wiki)[0] == 401
        assert shelf.curl(place)[0] == 401


def test_t02_the_app_learns_who_it_is_and_not_the_token(shelf: Shelf) -> None:
    token = shelf.token(shelf.wiki)
    for given in (("-H", f"Authorization: Bearer {token}"), ("-u", f"x:{token}")):
        sent = ("-H", "Remote-User: root", "-H", "Second-Lock-Token: 0")
        status, body = shelf.curl(*given, *sent, shelf.wiki)
        assert status == 200
        seen = {name.lower(): value for name, value in json.loads(body)["headers"]}
        assert seen["remote-email"] == ANN
        assert seen.get("authorization", "") == ""
        assert token not in body


def test_t06_a_foreign_header_reaches_the_app_and_opens_nothing(shelf: Shelf) -> None:
    for foreign in (FOREIGN, "Bearer of-the-app", "Digest x"):
        given = [("Accept", "application/json"), ("Authorization", foreign)]
        answer = shelf.ann.send(shelf.wiki, headers=given)
        assert answer.seen("Authorization") == [foreign]
        assert answer.seen("Remote-Email") == [ANN]
        stranger = shelf.house.visitor().send(shelf.wiki, headers=given)
        assert (stranger.status, stranger.json["code"]) == (401, "not_signed_in")
        forged = [*given, ("Second-Lock-Token", "1")]
        assert shelf.ann.send(shelf.wiki, headers=forged).seen("Authorization") == [foreign]


def test_t06_a_program_is_asked_and_a_browser_never_is(shelf: Shelf) -> None:
    stranger = shelf.house.visitor()

    def asked(*headers: tuple[str, str], method: str = "GET") -> str:
        answer = stranger.send(shelf.files, headers=list(headers), method=method)
        assert answer.status in {302, 401}
        return ", ".join(
            each for name, each in answer.headers if name.lower() == "www-authenticate"
        )

    for accepted in ("*/*", "application/json"):
        for method in ("GET", "PROPFIND"):
            told = asked(("Accept", accepted), method=method)
            assert "Basic realm=" in told
            assert "Bearer realm=" in told
    for headers in (
        (("Accept", "text/html"),),
        (("Accept", "*/*"), ("Sec-Fetch-Mode", "cors")),
        (("Accept", "text/html"), ("Authorization", "Bearer sl_x")),
        (("Sec-Fetch-Mode", "navigate"), ("Authorization", "Bearer sl_x")),
    ):
        assert "basic" not in asked(*headers).lower()


def test_t06_a_refused_token_is_told_so_and_led_nowhere(shelf: Shelf) -> None:
    for header in (("Authorization", "Bearer sl_x"), ("Authorization", "Basic OnNsX3g=")):
        answer = shelf.ann.send(shelf.files, headers=[("Accept", "text/html"), header])
        assert (answer.status, answer.json["code"]) == (401, "invalid_token")
        assert not any(name.lower() == "location" for name, _ in answer.headers)


def test_t03_a_revoked_token_is_refused_at_the_next_request(shelf: Shelf) -> None:
    token = shelf.token(shelf.wiki, "Short")
    given = ("-u", f"x:{token}", shelf.wiki)
    assert shelf.curl(*given)[0] == 200
    listed = json.loads(shelf.house.server.flask("app-tokens", "list", ANN, "--json").stdout)
    [known] = [each["id"] for each in listed if each["name"] == "Short"]
    revoked = shelf.house.server.flask("app-tokens", "revoke", ANN, known, "--yes")
    assert revoked.returncode == 0, revoked.stderr
    assert shelf.curl(*given)[0] == 401


def test_t03_what_the_proxys_line_asks_for_holds_for_programs(shelf: Shelf) -> None:
    asks = shelf.house.app("group=admin")
    listed = shelf.house.server.flask("apps", "add", "Of admins", asks, "--tokens", "first_factor")
    assert listed.returncode == 0, listed.stderr
    status, told = shelf.curl("-u", f"x:{shelf.token(asks)}", asks)
    assert (status, json.loads(told)["code"]) == (403, "group_required")
