"""Debian's Chromium: one Playwright a process, as it runs one loop of events and no second one."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

Launch = Callable[..., Browser]
# With the limit Chromium starts no process in advance for a page that no test opens; two contexts
# share none all the same.
_PLAIN = ("--no-sandbox", "--disable-dev-shm-usage", "--renderer-process-limit=1")


def chromium_for(config: pytest.Config) -> None:
    """Give `launch` to the tests of a folder; a run without such a folder loads no Playwright."""
    if not config.pluginmanager.has_plugin(__name__):
        config.pluginmanager.register(sys.modules[__name__], __name__)


@pytest.fixture(scope="session")
def launch() -> Iterator[Launch]:
    """Start a browser with more arguments; whoever starts it closes it."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert program, "Chromium is missing: install it (Debian: apt-get install chromium)"
    with sync_playwright() as playwright:

        def start(*arguments: str) -> Browser:
            return playwright.chromium.launch(
                executable_path=program,
                args=[*_PLAIN, *arguments],
            )

        yield start
