"""Answers that are sent while they are made.

Their size costs no memory. The gateway asks for one part after the other, each in a request thread,
and for the next one when the client has taken those before. The parts must hold nothing meanwhile.
Where a part fails, the connection breaks off, so that no client takes the beginning for the whole.
"""

from collections.abc import Iterable, Iterator

from flask import Flask, Response, current_app, request

# Set in the environ of a request whose answer the gateway must not gather.
STREAMED = "second_lock.streamed"


def streamed(parts: Iterator[bytes], *, content_type: str, filename: str) -> Response:
    """Return the answer that sends parts to be saved as a file.

    Each part is made in an application context of its own: `parts` may use it, and must not keep
    it. What the first part raises, this call raises, and the caller gets the usual refusal.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    made = _in_contexts(app, parts)
    first = next(made, b"")
    answer = Response(_joined(first, made), content_type=content_type)
    answer.headers.set("Content-Disposition", "attachment", filename=filename)
    request.environ[STREAMED] = True
    return answer


def _in_contexts(app: Flask, parts: Iterator[bytes]) -> Iterator[bytes]:
    while True:
        with app.app_context():
            part = next(parts, None)
        if part is None:
            return
        yield part


def _joined(first: bytes, others: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from others
