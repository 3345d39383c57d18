"""Promise: every command of docs/walkthrough.md works as written, against a real server."""

import json
import os
import re
import subprocess
import time
from pathlib import Path
from typing import Any

from tests.live import ROOT, LiveServer

_STEP = 30


def test_the_walkthrough_by_curl_runs_as_it_is_written(tmp_path: Path) -> None:
    with LiveServer(tmp_path) as server:
        walk(server.url, server.mail, tmp_path)


def walk(url: str, mail: Path, folder: Path) -> None:
    """Run every command of the page against a server whose mails lie in a folder."""
    text = (ROOT / "docs" / "walkthrough.md").read_text()
    blocks = re.findall(r"^```sh\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    script = "set -eu\n" + "\necho\n".join(blocks)
    places = {"BASE": url, "MAIL": str(mail), "JAR": str(folder / "jar")}
    # It shows that a spent code is refused: its time step must not end before.
    left = _STEP - time.time() % _STEP
    time.sleep(left if left < 10 else 0)
    done = subprocess.run(
        ["bash", "-c", script],
        env={**os.environ, **places},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers = _answers(done.stdout)
    said = [answer.get("code") or answer.get("message") or sorted(answer)[0] for answer in answers]
    assert said == [
        "We sent a mail to that address. Open the link in it to go on.",
        "device",
        answers[2]["message"],
        "You are signed in.",
        "Two-factor authentication is on. Your other sessions were signed out.",
        "You are signed out.",
        "expiresIn",
        "code_already_used",
        "You are signed in.",
        "user",
        "authenticators",
        "sessions",
        "user",
        "You are signed out.",
        "invalid_token",
        "If that address has an account, a mail is on its way.",
        "Your password is set. Sign in with it.",
        "expiresIn",
        "You are signed in.",
        "events",
        "Two-factor authentication is off. Your other sessions were signed out.",
        "You are signed out everywhere.",
        "not_signed_in",
    ]
    assert answers[2]["message"].startswith("Your e-mail is verified.")
    assert answers[10]["backupCodesRemaining"] == 9


def _answers(output: str) -> list[dict[str, Any]]:
    decoder, answers, at = json.JSONDecoder(), [], 0
    while (start := output.find("{", at)) >= 0:
        value, at = decoder.raw_decode(output, start)
        answers.append(value)
    return answers
