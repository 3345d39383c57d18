"""Promise: a command that meets a database newer than itself says so in one line (F09)."""

from tests.person import Person
from tests.rows import execute


def test_a_newer_database_is_one_line_and_a_status(ann: Person) -> None:
    execute(
        ann.app,
        "UPDATE alembic_version SET version_num = '9999'",
        "ALTER TABLE policies RENAME TO policies_of_tomorrow",
    )
    told = ann.app.test_cli_runner().invoke(args=["policy", "show"])
    assert told.exit_code == 1
    assert told.stderr == (
        "Error: The database is newer than this program. Update the program, too.\n"
    )
