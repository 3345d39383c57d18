"""Debian's Chromium: one Playwright a process, as it runs one loop of events and no second one."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, sync_playwright

Launch = Callable[..., Browser]
LaunchOwn = Callable[..., BrowserContext]
# With the limit Chromium starts no process in advance for a page that no test opens; two contexts
# share none all the same. Each window would else have a hidden page for the address bar, in a
# process of its own, which takes longer than the page under test. The second list stands for
# Playwright's own, which Chromium forgets for a later one.
_UNUSED = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
_UNUSED_BY_PLAYWRIGHT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
_PLAIN = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--renderer-process-limit=1",
    f"--disable-features={','.join((*_UNUSED, *_UNUSED_BY_PLAYWRIGHT))}",
)


def chromium_for(config: pytest.Config) -> None:
    """Give `launch` to the tests of a folder; a run without such a folder loads no Playwright."""
    if not config.pluginmanager.has_plugin(__name__):
        config.pluginmanager.register(sys.modules[__name__], __name__)


@pytest.fixture(scope="session")
def _kind() -> Iterator[BrowserType]:
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="session")
def launch(_kind: BrowserType) -> Launch:
    """Start a browser with more arguments; whoever starts it closes it.

    Chromium without windows takes half the time of the whole one.
    """
    program = os.environ.get("CHROMIUM") or _found("chromium-headless-shell", "chromium")

    def start(*arguments: str) -> Browser:
        return _kind.launch(executable_path=program, args=[*_PLAIN, *arguments])

    return start


@pytest.fixture(scope="session")
def launch_own(_kind: BrowserType) -> LaunchOwn:
    """Start a browser with the settings of a folder; whoever starts it closes it.

    Only the whole Chromium reads such settings.
    """
    program = _found("chromium")

    def start(folder: Path, **options: Any) -> BrowserContext:
        return _kind.launch_persistent_context(
            folder, executable_path=program, args=_PLAIN, **options
        )

    return start


def _found(*names: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    assert found, "Chromium is missing: install it (Debian: apt-get install chromium)"
    return found
