"""Records the examples of app tokens."""

from app.config.operators import operator_act
from app.forward_auth import apps
from tests.app_tokens.making import ask_for_token, put
from tests.introspection.asking import add, send
from tests.person import Person
from tests.recording import Recorder


def record_app_tokens(recorder: Recorder, ann: Person) -> None:
    """Make and revoke an app token of `ann`, whose step-up is fresh."""
    listed = put(ann)
    made = recorder.keep("for a backup", ask_for_token(ann)).json
    recorder.keep("no such app", ask_for_token(ann, "http://localhost:9999"))
    recorder.keep("one", ann.get("app-tokens"))
    backend = add(ann.app)
    recorder.keep("an app token", backend.ask(made["token"]))
    recorder.keep("one that has ended", backend.ask("sl_ended"))
    recorder.keep("no client", send(ann.app, {"token": "sl_ended"}))
    recorder.keep("by its id", ann.call("DELETE", f"app-tokens/{made['id']}"))
    with ann.app.app_context():
        apps.remove(listed.app.id, version=None, act=operator_act(ann.clock.now()))
