"""A passkey authenticator in software, with the browser before it, that can also misbehave.

    device = Authenticator()
    credential = device.create(options)                   # what a page posts to register
    credential = device.get(options, uv=False, counter=7) # what a page posts to sign in

`options` is the JSON that the server sends, with or without its `publicKey` around it.
"""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from fido2 import cbor

ORIGIN = "http://localhost:8000"
_UP, _UV, _BE, _BS, _AT, _ED = 0x01, 0x04, 0x08, 0x10, 0x40, 0x80
_Private = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey


class Excluded(Exception):
    """The device has a key of this account already: a browser's InvalidStateError."""


@dataclass(frozen=True, kw_only=True)
class Flags:
    """What a ceremony says. A member that stays None follows the options."""

    up: bool = True
    uv: bool = True
    be: bool = True
    bs: bool = True
    counter: int = 0
    type: str | None = None
    challenge: str | None = None
    rp_id: str | None = None
    cross_origin: bool | None = None
    top_origin: str | None = None
    user_handle: str | None = ""  # "": the key's own, None: left out
    extensions: Mapping[str, Any] | None = None
    # Of `create` alone.
    algorithm: int = -7
    id_length: int = 32
    aaguid: str = "00000000-0000-0000-0000-000000000000"
    public_key: Mapping[int, Any] | None = None  # in place of the true one
    transports: tuple[str, ...] = ("internal", "hybrid")
    fmt: str = "none"
    statement: Mapping[str, Any] = field(default_factory=dict)
    # Of `get` alone.
    credential: str | None = None  # the id of the key that signs
    signature: bytes | None = None  # in place of the true one


@dataclass(frozen=True)
class Key:
    """A key that the device keeps."""

    id: bytes
    private: _Private
    rp_id: str
    user_handle: bytes


class Authenticator:
    """Makes keys and signs with them; `keys` holds them by id, the newest last."""

    def __init__(self) -> None:
        self.keys: dict[str, Key] = {}

    def create(
        self, options: Mapping[str, Any], *, origin: str = ORIGIN, **flags: Any
    ) -> dict[str, Any]:
        """The JSON of a new credential; raises Excluded where the options exclude the device."""
        asked, said = options.get("publicKey", options), Flags(**flags)
        if {each["id"] for each in asked.get("excludeCredentials", ())} & set(self.keys):
            raise Excluded
        rp_id = said.rp_id or asked["rp"]["id"]
        key = Key(
            secrets.token_bytes(said.id_length),
            new_private_key(said.algorithm),
            rp_id,
            decoded(asked["user"]["id"]),
        )
        self.keys[encoded(key.id)] = key
        public = cbor.encode(said.public_key or cose_of(key.private))
        attested = (
            bytes.fromhex(said.aaguid.replace("-", ""))
            + len(key.id).to_bytes(2, "big")
            + key.id
            + public
        )
        data = authenticator_data(rp_id, said, attested)
        response = {
            "clientDataJSON": encoded(_client_data("webauthn.create", asked, origin, said)),
            "attestationObject": encoded(
                cbor.encode({"fmt": said.fmt, "authData": data, "attStmt": said.statement})
            ),
            "authenticatorData": encoded(data),
            "publicKeyAlgorithm": said.algorithm,
            "transports": list(said.transports),
        }
        return _credential(key.id, response)

    def get(
        self, options: Mapping[str, Any], *, origin: str = ORIGIN, **flags: Any
    ) -> dict[str, Any]:
        """The JSON of a signed challenge, by the key that `credential` names or that is allowed."""
        asked, said = options.get("publicKey", options), Flags(**flags)
        key = self.keys[said.credential] if said.credential else self._allowed(asked)
        client_data = _client_data("webauthn.get", asked, origin, said)
        data = authenticator_data(said.rp_id or asked["rpId"], said)
        signed = data + hashlib.sha256(client_data).digest()
        signature = sign(key.private, signed) if said.signature is None else said.signature
        response = {
            "clientDataJSON": encoded(client_data),
            "authenticatorData": encoded(data),
            "signature": encoded(signature),
        }
        if said.user_handle is not None:
            response["userHandle"] = said.user_handle or encoded(key.user_handle)
        return _credential(key.id, response)

    def _allowed(self, asked: Mapping[str, Any]) -> Key:
        ids = {each["id"] for each in asked.get("allowCredentials", ())}
        fitting = [key for id_, key in self.keys.items() if not ids or id_ in ids]
        return [key for key in fitting if key.rp_id == asked["rpId"]][-1]


def authenticator_data(rp_id: str, said: Flags, attested: bytes = b"") -> bytes:
    """The bytes that are signed; `attested` is the new key of a registration."""
    bits = ((said.up, _UP), (said.uv, _UV), (said.be, _BE), (said.bs, _BS), (attested, _AT))
    flags = sum(bit for is_on, bit in (*bits, (said.extensions is not None, _ED)) if is_on)
    extensions = b"" if said.extensions is None else cbor.encode(said.extensions)
    hashed = hashlib.sha256(rp_id.encode()).digest()
    return hashed + bytes([flags]) + said.counter.to_bytes(4, "big") + attested + extensions


def new_private_key(algorithm: int) -> _Private:
    """A new key for ES256 (-7), EdDSA (-8) or RS256 (-257)."""
    if algorithm == -8:
        return ed25519.Ed25519PrivateKey.generate()
    if algorithm == -257:
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(ec.SECP256R1())


def cose_of(private: _Private) -> dict[int, Any]:
    """The COSE form of a private key's public half."""
    if isinstance(private, ed25519.Ed25519PrivateKey):
        return {1: 1, 3: -8, -1: 6, -2: private.public_key().public_bytes_raw()}
    if isinstance(private, rsa.RSAPrivateKey):
        numbers = private.public_key().public_numbers()
        return rsa_cose(numbers.n, numbers.e)
    point = private.public_key().public_numbers()
    return {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}


def rsa_cose(modulus: int, exponent: int) -> dict[int, Any]:
    """The COSE form of an RSA key for RS256."""
    n, e = (each.to_bytes((each.bit_length() + 7) // 8, "big") for each in (modulus, exponent))
    return {1: 3, 3: -257, -1: n, -2: e}


def sign(private: _Private, data: bytes) -> bytes:
    """The signature of `data` under the key's own algorithm."""
    if isinstance(private, ed25519.Ed25519PrivateKey):
        return private.sign(data)
    if isinstance(private, rsa.RSAPrivateKey):
        return private.sign(data, padding.PKCS1v15(), hashes.SHA256())
    return private.sign(data, ec.ECDSA(hashes.SHA256()))


def encoded(data: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes of base64url without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _client_data(kind: str, asked: Mapping[str, Any], origin: str, said: Flags) -> bytes:
    said_by_browser = {
        "type": said.type or kind,
        "challenge": said.challenge or asked["challenge"],
        "origin": origin,
        "crossOrigin": said.cross_origin,
        "topOrigin": said.top_origin,
    }
    return json.dumps({k: v for k, v in said_by_browser.items() if v is not None}).encode()


def _credential(key_id: bytes, response: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": encoded(key_id),
        "rawId": encoded(key_id),
        "type": "public-key",
        "authenticatorAttachment": "platform",
        "clientExtensionResults": {},
        "response": response,
    }
