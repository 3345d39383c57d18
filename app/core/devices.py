"""A user agent in words: "Firefox on Linux", "Safari on iPhone", "curl"."""

import re
from functools import lru_cache

from app.core.text import _

UNKNOWN = _("Unknown device")
# Longer user agents are made up, and take longer to compare with the whole catalogue.
_LONGEST = 300
# The catalogue tells a browser's variants apart (`Chrome Mobile iOS`). Users know one name.
_VARIANT = re.compile(
    r"^Mobile (?=Safari)|^Headless(?=Chrome)| (?:Mobile|iOS|WebView|UI/WKWebView)"
)
_SYSTEMS = {"Mac OS X": "macOS", "Chrome OS": "ChromeOS"} | dict.fromkeys(
    ("Ubuntu", "Debian", "Fedora", "Red Hat", "CentOS", "SUSE", "Gentoo", "Arch Linux", "Mint"),
    "Linux",
)
# No dot, slash or colon: a made-up name must not become a link in a mail program.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _+-]{0,31}")
_PROGRAM = re.compile(r"(?!Mozilla/)([A-Za-z][A-Za-z0-9_-]{1,31})/[0-9]")


@lru_cache(maxsize=512)
def describe_device(user_agent: str) -> str:
    """Return what `user_agent` claims to be, or `Unknown device`.

    A client can claim anything. The text helps users to recognise a device, and decides nothing.
    The catalogue is https://github.com/ua-parser/uap-core.
    """
    # Imported at first use: the import would add 40 ms to the start of a server and of a command.
    import ua_parser  # noqa: PLC0415

    given = user_agent[:_LONGEST]
    browser = ua_parser.parse_user_agent(given)
    system = ua_parser.parse_os(given)
    device = ua_parser.parse_device(given) if system and system.family == "iOS" else None
    program = _PROGRAM.match(given)
    names = [
        _VARIANT.sub("", browser.family) if browser else program[1] if program else "",
        _place(system.family if system else "", device.family if device else ""),
    ]
    known = [each for each in names if _NAME.fullmatch(each)]
    if len(known) == 2:
        return _("{browser} on {system}").format(browser=known[0], system=known[1])
    return known[0] if known else UNKNOWN


def _place(system: str, device: str) -> str:
    if device in {"iPhone", "iPad"}:
        return device
    return _SYSTEMS.get(system, system)
