"""Promise: the parent of the server's processes holds no connection to the database, which they
would inherit, and whose transaction would keep SQLite's WAL from ever being emptied."""

from pathlib import Path

from tests.live import LiveServer


def test_a_server_that_begins_on_a_migrated_database_holds_none_of_it_open(tmp_path: Path) -> None:
    with LiveServer(tmp_path):
        pass
    with LiveServer(tmp_path) as server:
        open_files = Path(f"/proc/{server.process.pid}/fd").iterdir()
        names = [str(each.readlink()) for each in open_files]
    assert names
    assert not [each for each in names if "second-lock.db" in each]
