"""Promise: the Postman collection is made from the OpenAPI document as it is now, and newman walks
both journeys with it."""

import json
import subprocess
from pathlib import Path

from tests.live import ROOT, LiveServer
from tests.person import PASSWORD

POSTMAN = ROOT / "tests" / "postman"
MADE = ROOT / "docs" / "postman"


def test_the_committed_collection_is_the_one_that_is_made_now(tmp_path: Path) -> None:
    subprocess.run(["node", "generate.mjs", str(tmp_path)], cwd=POSTMAN, check=True)
    for file in MADE.glob("*.json"):
        stale = "run: npm run generate in tests/postman"
        assert json.loads((tmp_path / file.name).read_text()) == json.loads(file.read_text()), stale


def test_newman_walks_the_journeys(tmp_path: Path) -> None:
    with LiveServer(tmp_path) as server:
        made = server.flask("users", "create", "--email", "ann@example.com", "--password", PASSWORD)
        assert made.returncode == 0, made.stderr
        done = subprocess.run(
            [
                *(
                    "node_modules/.bin/newman",
                    "run",
                    str(MADE / "second-lock.postman_collection.json"),
                ),
                *("--environment", str(MADE / "second-lock.postman_environment.json")),
                *("--env-var", f"baseUrl={server.url}"),
                *("--folder", "Journey: a browser", "--folder", "Journey: a program"),
                *("--reporters", "cli,json", "--reporter-json-export", str(tmp_path / "run.json")),
            ],
            cwd=POSTMAN,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout
    counted = json.loads((tmp_path / "run.json").read_text())["run"]["stats"]
    assert counted["requests"]["total"] == 21
    assert counted["assertions"] == {
        "total": counted["assertions"]["total"],
        "pending": 0,
        "failed": 0,
    }
    assert counted["assertions"]["total"] >= 33
