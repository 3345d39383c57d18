"""The outer ring against floods: requests per address, by Flask-Limiter.

It is cheap and coarse. The counts that keep an account safe are in `lockout`, in SQL.
"""

from typing import Any

from flask import Flask, request
from flask_limiter import Limiter

from app.config import Settings
from app.web.client import current_client


def init_limits(app: Flask, settings: Settings) -> None:
    """Limit the requests of one address to `/api`; Redis where it is set, memory where it is not.

    A dead Redis must not open the gate nor close the shop: each process then counts alone.
    """
    options: dict[str, Any] = {}
    if settings.redis_url:
        options = {
            "storage_uri": settings.redis_url,
            "storage_options": {"socket_connect_timeout": 0.1, "socket_timeout": 0.1},
            "in_memory_fallback_enabled": True,
        }
    else:
        options = {"storage_uri": "memory://"}
    Limiter(
        lambda: current_client().address,  # never empty: an empty key would mean no limit at all
        app=app,
        application_limits=[
            f"{window.limit} per {window.seconds} seconds" for window in settings.request_limits
        ],
        application_limits_exempt_when=lambda: not request.path.startswith("/api/"),
        **options,
    )
