"""Records the examples of the overview, the history and the health of an instance."""

from tests.person import Person
from tests.recording import Recorder


def record_history(recorder: Recorder, admin: Person) -> None:
    """Walk through the calls by which an administrator looks after the instance."""
    recorder.keep("a small instance", admin.get("/api/admin/overview"))
    recorder.keep("whatever is wrong", admin.get("/api/admin/health"))
    events = "/api/admin/events"
    recorder.keep("sign-ins, the newest two", admin.get(f"{events}?type=login&limit=2"))
    recorder.keep("a history without a chain", admin.get(f"{events}/verify"))
