"""Texts of ours, in gzip where the client likes that."""

import gzip
from functools import lru_cache

from flask import Response, request

_PLAIN = "identity"


def packed(text: bytes, mimetype: str) -> Response:
    """Return a text, smaller where the client takes it so."""
    response = Response(text, mimetype=mimetype)
    quality = request.accept_encodings.quality
    if 0 < quality("gzip") >= quality(_PLAIN):
        response.set_data(_gzipped(text))
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


@lru_cache(maxsize=4)  # the page and the OpenAPI document are the same for everybody
def _gzipped(text: bytes) -> bytes:
    return gzip.compress(text, mtime=0)
