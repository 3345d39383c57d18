"""Promise: who uses no passkey pays nothing for the library; the first ceremony loads it."""

import os
import subprocess
import sys
from pathlib import Path

from app.config import ROOT

_SERVE_AND_ASK = """
import sys
from wsgi import app
client = app.test_client()
assert client.get("/api/config").json["passkeys"] is True
assert client.get("/api/auth/me").status_code == 401
from app.core.errors import InvalidPasskey
from app.passkeys.ceremonies import read_registration
from app.passkeys import challenges, options, providers, relying_party
print("fido2" in sys.modules)
try:
    read_registration({}, None)
except InvalidPasskey:
    print("fido2" in sys.modules, "fido2.rpid" in sys.modules, "fido2.ctap2" in sys.modules)
"""


def test_a_server_without_a_ceremony_has_no_library(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", _SERVE_AND_ASK],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "INSTANCE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.split() == ["False", "True", "False", "False"]
