"""A real server of files: one that breaks off, is busy, or has changed its file."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Publisher:
    """What the server holds, how it will misbehave, and what it was asked."""

    files: dict[str, bytes] = field(default_factory=dict)
    tag: str = '"one"'
    break_after: list[int] = field(default_factory=list)
    """For the next requests: after how many bytes to break off."""
    answer: list[int] = field(default_factory=list)
    """For the next requests: this status instead of the file."""
    asked: list[dict[str, str]] = field(default_factory=list)
    address: str = ""


@contextmanager
def publishing() -> Iterator[Publisher]:
    """A publisher that listens on an address of its own."""
    held = Publisher()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            held.asked.append(dict(self.headers))
            content = held.files.get(self.path)
            status = held.answer.pop(0) if held.answer else 200 if content is not None else 404
            if status != 200 or content is None:
                self.send_response(status)
                self.send_header("Content-Length", "0")
                if status == 429:
                    self.send_header("Retry-After", "7")
                self.end_headers()
                return
            start = 0
            if self.headers.get("If-Range") == held.tag:
                start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
            if start >= len(content):
                self.send_response(416)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            body = content[start:]
            self.send_response(206 if start else 200)
            if start:
                self.send_header(
                    "Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}"
                )
            self.send_header("ETag", held.tag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if held.break_after:
                body = body[: held.break_after.pop(0)]
                self.close_connection = True
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    held.address = f"http://127.0.0.1:{server.server_address[1]}"
    yield held
    server.shutdown()
    server.server_close()
