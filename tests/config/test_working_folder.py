"""Promise: relative paths start in the checkout, or in the user's own folder where the program is
installed, and no data lie where a reinstall deletes them."""

from pathlib import Path

import pytest

from app.config import ROOT, ConfigError, load_settings
from app.config.working_folder import refuse_lost, working_folder
from tests.config.test_parse_settings import refusal


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The folder of an installed program: the wheel puts a module of its command beside it."""
    folder = tmp_path / "site-packages" / "second_lock" / "program"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    return folder


def test_a_checkout_keeps_its_data_beside_its_code() -> None:
    environ = {"XDG_STATE_HOME": "/state", "HOME": "/home/ann"}
    assert working_folder(environ, ROOT) == ROOT
    refuse_lost("INSTANCE_DIR", ROOT / "instance", ROOT)


@pytest.mark.parametrize(
    ("environ", "place"),
    [
        ({"HOME": "/home/ann"}, "/home/ann/.local/state/second-lock"),
        ({"HOME": "/home/ann", "XDG_STATE_HOME": "/state"}, "/state/second-lock"),
        ({"HOME": "/home/ann", "XDG_STATE_HOME": "state"}, "/home/ann/.local/state/second-lock"),
        ({"HOME": "/home/ann", "WORKING_DIR": "/srv/lock"}, "/srv/lock"),
    ],
)
def test_an_installed_program_keeps_its_data_with_its_user(
    program: Path, environ: dict[str, str], place: str
) -> None:
    assert working_folder(environ, program) == Path(place)


def test_a_link_into_the_program_is_refused_too(program: Path, tmp_path: Path) -> None:
    refuse_lost("INSTANCE_DIR", tmp_path / "data", program)
    (tmp_path / "data").symlink_to(program)
    with pytest.raises(ConfigError, match=r"^INSTANCE_DIR lies in .* which a reinstall deletes"):
        refuse_lost("INSTANCE_DIR", tmp_path / "data", program)


def test_each_relative_path_starts_in_the_working_folder(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    given = {"LOGO": "logo.svg", "DATABASE_URL": "sqlite:///own.db", "MAIL_URL": "file:mail"}
    settings = load_settings({"WORKING_DIR": str(tmp_path), **given})
    assert settings.instance_dir == tmp_path / "instance"
    assert settings.database == f"sqlite:///{tmp_path}/own.db"
    assert settings.mail_url == f"file:{tmp_path}/mail"
    assert settings.logo is not None


def test_a_relative_working_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, WORKING_DIR="data") == "WORKING_DIR must be an absolute path"
