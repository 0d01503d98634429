"""The application behind its production server, on a free port of this machine."""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from flask import Flask
from waitress.server import create_server

A_TEST = 3_600  # seconds: style and scripts stand still while a test lasts, so a browser asks for each of them once


@dataclass(frozen=True)
class LiveServer:
    """Where the application answers, and the application itself."""

    url: str
    app: Flask


def _closing_what_it_opens(app: Flask) -> WSGIApplication:
    """Waitress leaves a file open whose reader has gone in the midst of it, a typeface say; Flask itself closes it."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ.pop("wsgi.file_wrapper", None)
        return app(environ, start_response)

    return answer


@pytest.fixture
def live_server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveServer]:
    """The application on http://127.0.0.1:<free port>, with the test's own database and clock."""
    monkeypatch.setitem(app.config, "SEND_FILE_MAX_AGE_DEFAULT", A_TEST)
    server = create_server(_closing_what_it_opens(app), host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True, name="live-server")
    thread.start()
    yield LiveServer(f"http://127.0.0.1:{server.effective_port}", app)

    def close_all() -> None:
        for channel in list(server._map.values()):
            if channel is not server.trigger:
                channel.close()
        server.trigger.close()

    server.trigger.pull_trigger(close_all)
    thread.join(timeout=10)
    server.task_dispatcher.shutdown()
    assert not thread.is_alive(), "the server did not end"
