"""Promise: a user agent reads as a person would name the device, and carries no link or markup."""

import subprocess
import sys

import pytest

from app.core.devices import describe_device

_KIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
_BLINK = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0"
_IPHONE = f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {_KIT}"
_IPAD = f"Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) {_KIT}"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
_WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_BLINK}"
_GECKO = "rv:128.0) Gecko/20100101 Firefox/128.0"

_KNOWN = {
    f"Mozilla/5.0 (X11; Linux x86_64; {_GECKO}": "Firefox on Linux",
    f"Mozilla/5.0 (X11; Ubuntu; Linux x86_64; {_GECKO}": "Firefox on Linux",
    f"Mozilla/5.0 (X11; Fedora; Linux x86_64; {_GECKO}": "Firefox on Linux",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64; {_GECKO}": "Firefox on Windows",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; {_GECKO}": "Firefox on macOS",
    "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0": "Firefox on Android",
    f"{_IPHONE} FxiOS/126.0 Mobile/15E148 Safari/605.1.15": "Firefox on iPhone",
    f"{_IPHONE} Version/17.5 Mobile/15E148 Safari/604.1": "Safari on iPhone",
    f"{_IPHONE} Mobile/15E148": "Safari on iPhone",
    f"{_IPAD} Version/17.5 Mobile/15E148 Safari/604.1": "Safari on iPad",
    f"{_IPAD} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1": "Chrome on iPad",
    f"{_MAC} {_KIT} Version/17.5 Safari/605.1.15": "Safari on macOS",
    f"{_MAC} {_BLINK} Safari/537.36": "Chrome on macOS",
    f"{_WINDOWS} Safari/537.36": "Chrome on Windows",
    f"{_WINDOWS} Safari/537.36 Edg/126.0.0.0": "Edge on Windows",
    f"{_WINDOWS} Safari/537.36 OPR/111.0.0.0": "Opera on Windows",
    f"Mozilla/5.0 (Linux; Android 10; K) {_BLINK} Mobile Safari/537.36": "Chrome on Android",
    f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {_BLINK} Safari/537.36": "Chrome on ChromeOS",
    "Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) "
    "SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36": "Samsung Internet on Android",
    "curl/8.5.0": "curl",
    "Wget/1.21.4": "Wget",
    "python-requests/2.32.3": "Python Requests",
    "python-httpx/0.27.0": "python-httpx",
    "PostmanRuntime/7.39.0": "PostmanRuntime",
    "okhttp/4.12.0": "okhttp",
    "Go-http-client/2.0": "Go-http-client",
}


@pytest.mark.parametrize(("user_agent", "words"), _KNOWN.items(), ids=_KNOWN.values())
def test_a_real_user_agent_reads_as_browser_and_place(user_agent: str, words: str) -> None:
    assert describe_device(user_agent) == words


@pytest.mark.parametrize(
    "user_agent", ["", " ", "Mozilla/5.0", "名前/1.0", "\x00\x1b[31m", "a;" * 5000, "x" * 99_999]
)
def test_what_nobody_knows_is_an_unknown_device(user_agent: str) -> None:
    assert describe_device(user_agent) == "Unknown device"


@pytest.mark.parametrize(
    "user_agent",
    [
        "<script>alert(1)</script>/1.0",
        "evil.example/1.0",
        "https://evil.example/1.0",
        "evil.example.Bot/1.0",
        "Mozilla/5.0 (compatible; https://evil.example/Bot/1.0)",
        'Firefox"onload="/1.0',
        "a\r\nBcc: eve@example.com Firefox/1.0",
    ],
)
def test_a_made_up_name_is_neither_link_nor_markup(user_agent: str) -> None:
    assert not set(describe_device(user_agent)) & set("<>\"'./:@\r\n&")


def test_the_catalogue_is_not_loaded_before_it_is_needed() -> None:
    program = "import sys, app; print('ua_parser' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
