"""The security headers of every answer (R76)."""

from app.web.exchange import Exchange

Headers = list[tuple[str, str]]
_CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
_DEFENCES = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
_ALWAYS = [(name.lower(), name, value) for name, value in _DEFENCES.items()]
_NO_STORE = ("Cache-Control", "no-store")


def defended(headers: Headers, exchange: Exchange, *, hsts: str | None) -> Headers:
    """Return the headers of an answer with the security headers added.

    A security header that the answer set itself is kept. `no-store` forbids caches to store answers
    of `/api`, and those without a Cache-Control of their own. `hsts` keeps browsers on https.
    """
    own = {name.lower() for name, _ in headers}
    if exchange.is_api and "cache-control" in own:
        headers = [each for each in headers if each[0].lower() != "cache-control"]
    full = [*headers, ("X-Request-Id", exchange.request_id)]
    full += [(name, value) for low, name, value in _ALWAYS if low not in own]
    if hsts is not None:
        full.append(("Strict-Transport-Security", hsts))
    if exchange.is_api or "cache-control" not in own:
        full.append(_NO_STORE)
    return full
