"""A small app that trusts what its proxy says: it echoes, streams events and speaks websocket."""

import base64
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

_WEBSOCKET = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455 section 1.3


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes
    server: "Wiki"

    def do_GET(self) -> None:
        if self.headers.get("Upgrade", "").lower() == "websocket":
            self._greet()
        elif self.path.startswith("/events"):
            self._stream()
        elif self.path.startswith("/page"):
            self._answer(200, self.server.page, "text/html")
        elif self.path.startswith("/refused"):
            self._answer(403, "the app's own refusal", "text/plain")
        elif self.path.startswith("/own-login"):
            self._answer(401, "the app's own", "text/plain", "https://evil.example/login?rd=x")
        else:
            self._echo()

    def do_POST(self) -> None:
        self.server.saved += 1
        self._echo()

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""

    def _echo(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen += 1
        told = {
            "method": self.command,
            "path": self.path,
            "headers": self.headers.items(),
            "body": body.decode("latin-1"),
        }
        self._answer(200, json.dumps(told), "application/json")

    def _answer(self, status: int, text: str, kind: str, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def _stream(self) -> None:
        """Send one event, and the next only when the test has seen the first."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"data: one\n\n")
        self.wfile.flush()
        self.server.first_was_seen.wait(20)
        self.wfile.write(b"data: two\n\n")
        self.close_connection = True

    def _greet(self) -> None:
        """Open a websocket and send who it is for."""
        key = self.headers["Sec-WebSocket-Key"] + _WEBSOCKET
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", accept)
        self.end_headers()
        text = self.headers.get("Remote-Email", "nobody").encode()
        self.wfile.write(bytes([0x81, len(text)]) + text)
        self.wfile.flush()
        self.close_connection = True


class Wiki(ThreadingHTTPServer):
    """The app, in threads of its own; `seen` counts what reached it, `saved` what was posted."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.port = int(self.server_address[1])
        self.seen = self.saved = 0
        self.page = ""
        self.first_was_seen = threading.Event()

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
