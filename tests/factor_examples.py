"""Records the examples of passkeys and of further authenticators, by a software authenticator."""

from tests.factors.keys import origin_of
from tests.passkeys.authenticator import Authenticator
from tests.person import Person
from tests.program import Program
from tests.recording import Recorder


def record_factors(recorder: Recorder, ann: Person) -> None:
    """Walk through the calls of factors; the account is as it was before when this returns."""
    device, origin = Authenticator(), {"origin": origin_of(ann)}
    ann.reauth(code=ann.code())
    ann.clock.next_step()
    asked = recorder.keep("by a signed-in browser", ann.post("passkeys/options", {}))
    body = {"credential": device.create(asked.json, **origin), "name": "My phone"}
    key = recorder.keep("a further factor", ann.post("passkeys", body)).json["passkey"]
    recorder.keep("one", ann.get("passkeys"))
    renamed = ann.call("PATCH", f"passkeys/{key['id']}", {"name": "Work phone"})
    recorder.keep("another name", renamed)
    recorder.keep("an app and a passkey", ann.get("2fa/status"))
    _sign_in(recorder, ann, device, origin)
    asked = recorder.keep("of a signed-in caller", ann.post("reauth/passkey/options", {}))
    proof = {"passkey": device.get(asked.json, **origin)}
    recorder.keep("by a passkey", ann.post("reauth", proof))
    _authenticators(recorder, ann)
    recorder.keep("one of several", ann.call("DELETE", f"passkeys/{key['id']}"))


def _sign_in(
    recorder: Recorder, ann: Person, device: Authenticator, origin: dict[str, str]
) -> None:
    new, client = ann.other_browser(), ann.other_browser()
    asked = recorder.keep("the same for everybody", new.post("passkey/options", {}))
    body = {"credential": device.get(asked.json, **origin)}
    recorder.keep("a passkey alone", new.post("passkey/login", body))
    recorder.keep("a used signature", new.post("passkey/login", body))
    asked = new.post("passkey/options", {})
    body = {"credential": device.get(asked.json, **origin)}
    recorder.keep("a passkey alone", client.post("token/passkey", body))
    half = ann.other_browser().half()
    asked = recorder.keep("after the password", half.post("2fa/passkey/options", {}))
    proof = {"passkey": device.get(asked.json, **origin)}
    recorder.keep("a passkey", half.post("2fa/verify-login", proof))
    token = {"twofaToken": Program(ann).ask().json["twofaToken"]}
    asked = recorder.keep("after the password", client.post("token/passkey/options", token))
    proof = token | {"passkey": device.get(asked.json, **origin)}
    recorder.keep("a passkey", client.post("token/verify", proof))


def _authenticators(recorder: Recorder, ann: Person) -> None:
    first = ann.secret
    setup = recorder.keep("a further authenticator", ann.post("2fa/setup", {"name": "Tablet"}))
    ann.secret = setup.json["secret"]
    added = recorder.keep("a further one", ann.post("2fa/enable", {"token": ann.code()}))
    place = f"2fa/authenticators/{added.json['authenticator']['id']}"
    recorder.keep("another name", ann.call("PATCH", place, {"name": "Old tablet"}))
    recorder.keep("one of several", ann.call("DELETE", place))
    ann.secret = first
