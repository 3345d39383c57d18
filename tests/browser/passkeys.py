"""A device that keeps passkeys beside a page of Chromium, and how people use it there."""

from base64 import b64encode
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.sync_api import Locator, Page, expect

from tests.browser.marionette import Firefox
from tests.factors import keys
from tests.passkeys.authenticator import Authenticator, Key
from tests.person import Person


class Device:
    """Chromium's virtual authenticator, which answers as if touched at once."""

    def __init__(self, page: Page, **traits: Any) -> None:
        self._protocol = page.context.new_cdp_session(page)
        self._protocol.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        } | traits
        added = self._protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._id = added["authenticatorId"]

    def _do(self, command: str, **values: Any) -> Any:
        return self._protocol.send(f"WebAuthn.{command}", {"authenticatorId": self._id} | values)

    def keys(self) -> list[str]:
        """Return the ids of the keys that it keeps."""
        return [each["credentialId"] for each in self._do("getCredentials")["credentials"]]

    def touched(self, touched: bool) -> None:
        """Answer at once, or leave each ceremony waiting."""
        self._do("setAutomaticPresenceSimulation", enabled=touched)

    def verifies(self, verifies: bool) -> None:
        """Know its user, or take the finger of a stranger."""
        self._do("setUserVerified", isUserVerified=verifies)

    def lose(self) -> None:
        """Forget every key, as a device does that is bought in place of a lost one."""
        self._do("clearCredentials")

    def take(self, key: Key) -> None:
        """Keep a key that was made elsewhere, as a synced one comes to a further device."""
        private = key.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        credential = {
            "credentialId": b64encode(key.id).decode(),
            "isResidentCredential": True,
            "rpId": key.rp_id,
            "privateKey": b64encode(private).decode(),
            "userHandle": b64encode(key.user_handle).decode(),
            "signCount": 0,
            "backupEligibility": True,
            "backupState": True,
        }
        self._do("addCredential", credential=credential)


def keyed_away(person: Person) -> Authenticator:
    """Give an account a passkey and end its sessions; return what keeps the passkey."""
    if not person.is_signed_in():
        person.sign_in()
    made = keys.add_key(person)
    person.post("logout")
    return made


def device_with(page: Page, made: Authenticator, **traits: Any) -> Device:
    """Return a device beside a page that keeps the same passkeys."""
    device = Device(page, **traits)
    for key in made.keys.values():
        device.take(key)
    return device


def without_suggestions(page: Page) -> None:
    """Let the browser of a page be one that offers no passkeys in fields."""
    page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")


def rows_of(page: Page) -> Locator:
    """The rows of a profile's second factors; the last one is that of the backup codes."""
    return page.get_by_role("list", name="Two-factor authentication").get_by_role("listitem")


def see(page: Page, title: str) -> None:
    """Wait for the page or the part of that title."""
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()


class Token:
    """The device of Firefox: a token in software, which answers as if touched at once."""

    def __init__(self, window: Firefox, *, verifies: bool = True) -> None:
        self._window = window
        self._id = window.do(
            "WebAuthn:AddVirtualAuthenticator",
            protocol="ctap2_1",
            transport="internal",
            hasResidentKey=True,
            hasUserVerification=True,
            isUserConsenting=True,
            isUserVerified=verifies,
        )

    def _do(self, command: str, **values: Any) -> Any:
        return self._window.do(f"WebAuthn:{command}", authenticatorId=self._id, **values)

    def keys(self) -> list[str]:
        """Return the ids of the keys that it keeps."""
        return [each["credentialId"] for each in self._do("GetCredentials")]

    def lose(self) -> None:
        """Forget every key."""
        self._do("RemoveAllCredentials")

    def unplug(self) -> None:
        """Go away with every key."""
        self._do("RemoveVirtualAuthenticator")
