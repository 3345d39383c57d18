"""Promise: people who have several authenticator apps elsewhere bring all of them by name (P16)."""

import json
from base64 import b32decode
from pathlib import Path
from typing import Any

import pytest

from app.factors.models import TotpSecret
from tests import oath
from tests.person import Person
from tests.rows import rows
from tests.transfer.moving import flask
from tests.transfer.test_what_stays_behind import USER, dump, put

SECRETS = ("KRSXG5CTMVRXEZLUKN2HE2LOM4QSCIJB", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
NAMES = ("Phone", "Tablet")


def realm() -> dict[str, Any]:
    about = {"subType": "totp", "algorithm": "HmacSHA1", "digits": 6, "period": 30}
    credentials = [
        {
            "type": "otp",
            "userLabel": name,
            "secretData": json.dumps({"value": secret}),
            "credentialData": json.dumps({**about, "secretEncoding": "BASE32"}),
        }
        for name, secret in zip(NAMES, SECRETS, strict=True)
    ]
    return {"users": [{"email": USER["email"], "enabled": True, "credentials": credentials}]}


def devices() -> list[dict[str, Any]]:
    made = []
    for name, secret in zip(NAMES, SECRETS, strict=True):
        about = {"name": name, "key": b32decode(secret).hex(), "confirmed": True, "last_t": 1000}
        made.append(
            ("otp_totp.totpdevice", {**about, "t0": 0, "drift": 0, "digits": 6, "step": 30})
        )
    return dump(*made)


@pytest.mark.parametrize("content", [realm(), devices()], ids=["Keycloak", "Django"])
def test_p16_all_apps_of_a_person_arrive_by_name_and_each_opens(
    ann: Person, tmp_path: Path, content: Any
) -> None:
    told = json.loads(flask(ann.app, "2fa", "import", put(tmp_path, content), "--json").stdout)
    assert (told["imported"], told["withSecondFactor"], told["leftBehind"]) == (1, 1, {})
    assert {each.name for each in rows(ann.app, TotpSecret)} == set(NAMES)
    ann.clock.next_step()
    for secret in SECRETS:
        answer = ann.other_browser().half().verify(oath.code(secret, ann.clock.now()))
        assert answer.status_code == 200, answer.json
