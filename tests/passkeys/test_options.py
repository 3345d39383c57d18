"""Promise: a browser is asked for what the contract says, and for nothing more (P07, P09)."""

from app.passkeys.options import creation_options, request_options
from app.passkeys.providers import provider_of
from tests.passkeys.authenticator import Authenticator, Excluded
from tests.passkeys.ceremony import CHALLENGE, HANDLE, PARTY, asking, making

_KEY = {"type": "public-key", "id": "AAAA", "transports": ["usb"]}


def test_p07_a_new_key_is_asked_for_as_the_contract_says() -> None:
    options = creation_options(
        PARTY,
        handle=HANDLE,
        name="a@example.com",
        display_name="Ann",
        challenge=CHALLENGE,
        exclude=[_KEY],
    )
    assert options == {
        "rp": {"id": "localhost", "name": "Second Lock"},
        "user": {"id": HANDLE, "name": "a@example.com", "displayName": "Ann"},
        "challenge": CHALLENGE,
        "pubKeyCredParams": [
            {"type": "public-key", "alg": -8},
            {"type": "public-key", "alg": -7},
            {"type": "public-key", "alg": -257},
        ],
        "timeout": 270_000,
        "excludeCredentials": [_KEY],
        "authenticatorSelection": {
            "residentKey": "preferred",
            "requireResidentKey": False,
            "userVerification": "preferred",
        },
        "attestation": "none",
    }


def test_p07_a_device_that_has_a_key_makes_no_second_one() -> None:
    device = Authenticator()
    key_id = device.create(making())["id"]
    options = making() | {"excludeCredentials": [{"type": "public-key", "id": key_id}]}
    try:
        device.create({"publicKey": options})
    except Excluded:
        return
    raise AssertionError


def test_p09_a_login_without_a_name_names_no_key() -> None:
    options = request_options(PARTY, challenge=CHALLENGE, user_verification="required")
    assert options == {
        "challenge": CHALLENGE,
        "timeout": 270_000,
        "rpId": "localhost",
        "userVerification": "required",
    }


def test_a_second_step_names_the_keys_that_may_sign() -> None:
    options = request_options(
        PARTY, challenge=CHALLENGE, user_verification="preferred", allow=[_KEY]
    )
    assert options == asking() | {"allowCredentials": [_KEY]}


def test_a_provider_has_a_name_where_the_list_has_one() -> None:
    assert provider_of("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4") == "Google Password Manager"
    assert provider_of("00000000-0000-0000-0000-000000000000") is None
    assert provider_of("") is None
