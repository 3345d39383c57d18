"""Debian's Firefox, driven over the socket of its own Marionette: `length:json` each way."""

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # how WebDriver names an element
_SECONDS = 20
_CHOSEN = {
    "marionette.port": 0,
    "fission.autostart": False,
    "app.normandy.enabled": False,
    # Passkeys are those of a token in software alone.
    "security.webauth.webauthn_enable_softtoken": True,
    "security.webauth.webauthn_enable_usbtoken": False,
}
# A window without a screen opens no list of suggestions: this does what a choice in it does.
_PICK = """
  const [done] = arguments;
  const service = Cc["@mozilla.org/webauthn/service;1"].getService(Ci.nsIWebAuthnService);
  const { browsingContext, currentURI } = gBrowser.selectedBrowser;
  function look() {
    const asked = service.hasPendingConditionalGet(browsingContext.id, currentURI.prePath);
    if (!asked) return setTimeout(look, 50);
    service.getAutoFillEntries(asked, {
      QueryInterface: ChromeUtils.generateQI(["nsIWebAuthnAutoFillEntriesCallback"]),
      resolve([first]) {
        service.selectAutoFillEntry(asked, first.credentialId);
        done();
      },
      reject: look,
    });
  }
  look();
"""
_INSIDE = "--remote-allow-system-access"  # a list of suggestions is no part of a page


class Firefox:
    """One window; an element that is not there yet is waited for."""

    def __init__(self, connection: socket.socket) -> None:
        self._stream = connection.makefile("rwb")
        self._read()  # it says hello first
        self._number = 0
        self.do("WebDriver:NewSession")
        self.do("WebDriver:SetTimeouts", implicit=_SECONDS * 1000)

    def do(self, command: str, **values: Any) -> Any:
        """Send a command of Marionette and return its value; an error of it raises."""
        self._number += 1
        message = json.dumps([0, self._number, command, values]).encode()
        self._stream.write(b"%d:%b" % (len(message), message))
        self._stream.flush()
        _, _, error, result = self._read()
        if error:
            raise AssertionError(f"{command} {values}: {error['message']}")
        return result.get("value", result) if isinstance(result, dict) else result

    def _read(self) -> Any:
        length = b""
        while (byte := self._stream.read(1)) != b":":
            assert byte, "Firefox went away"
            length += byte
        return json.loads(self._stream.read(int(length)))

    def find(self, xpath: str) -> str:
        """Return the id of the first visible element at an XPath."""
        return str(self.do("WebDriver:FindElement", using="xpath", value=xpath)[_ELEMENT])

    def text(self, xpath: str) -> str:
        return str(self.do("WebDriver:GetElementText", id=self.find(xpath)))

    def open(self, url: str) -> None:
        self.do("WebDriver:Navigate", url=url)

    def see(self, heading: str) -> None:
        self.find(f"//*[self::h1 or self::h2][normalize-space()='{heading}']")

    def press(self, name: str) -> None:
        named = f"[normalize-space()='{name}' or @aria-label='{name}']"
        self.do("WebDriver:ElementClick", id=self.find(f"//button{named} | //a{named}"))

    def fill(self, label: str, text: str) -> None:
        field = self.find(f"//input[@id=//label[starts-with(normalize-space(), '{label}')]/@for]")
        self.do("WebDriver:ElementSendKeys", id=field, text=text)

    def pick_suggested_passkey(self) -> None:
        """Choose the first passkey that the fields of the page suggest, once they do."""
        self.do("Marionette:SetContext", value="chrome")
        self.do("WebDriver:ExecuteAsyncScript", script=_PICK, args=[])
        self.do("Marionette:SetContext", value="content")


@contextmanager
def firefox(program: str, folder: Path) -> Iterator[Firefox]:
    """Run a Firefox without a screen, with a profile of its own in a folder."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(_CHOSEN[name])});" for name in _CHOSEN]
    (folder / "user.js").write_text("\n".join(lines))
    process = subprocess.Popen(
        [program, "--headless", "--no-remote", "--marionette", _INSIDE, "--profile", folder],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin"},
    )
    try:
        with socket.create_connection(("127.0.0.1", _port(folder)), _SECONDS * 3) as connection:
            yield Firefox(connection)
    finally:
        process.terminate()
        process.wait(20)


def _port(folder: Path) -> int:
    """Return the free port that Firefox took, once it says so."""
    for _ in range(600):
        file = folder / "MarionetteActivePort"
        if file.exists() and (port := file.read_text()):
            return int(port)
        time.sleep(0.05)
    raise AssertionError("Firefox did not start")
