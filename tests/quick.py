"""`--quick`: one case of each test that needs no PostgreSQL, Redis, browser or process of its own,
but for races, random proofs and what is marked slow."""

from pathlib import Path

import pytest

# pytest takes ten seconds to collect the file: Schemathesis works out thousands of requests then.
_PATHS = {"browser", "deployment", "faults", "test_schemathesis.py"}
_FIXTURES = {
    "house",
    "instance",
    "launch",
    "own_postgres",
    "postgres",
    "postgres_backend",
    "redis_server",
    "shell",
    "shipped",
    "shipped_for_postgres",
}
# What imports one of these starts processes or many threads, draws at random, waits or measures.
_NAMES = {
    "Instance",
    "LiveServer",
    "Node",
    "PgBouncer",
    "Postgres",
    "Redis",
    "Shell",
    "in_child",
    "open_house",
    "part_of",
    "race",
    "run_flask",
    "shipped_for",
    "start",
    "subprocess",
    "time",
    "two_nodes",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="run no servers")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return True if config.getoption("--quick") and collection_path.name in _PATHS else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--quick"):
        first = dict[str, pytest.Item]()
        for each in filter(_is_quick, items):
            first.setdefault(each.nodeid.partition("[")[0], each)
        chosen = set(first.values())
        config.hook.pytest_deselected(items=[each for each in items if each not in chosen])
        items[:] = first.values()


def _is_quick(item: pytest.Item) -> bool:
    if not isinstance(item, pytest.Function):
        return False
    values = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return (
        "postgres" not in values
        and item.get_closest_marker("slow") is None
        and _FIXTURES.isdisjoint(item.fixturenames)
        and _NAMES.isdisjoint(vars(item.module))
    )
