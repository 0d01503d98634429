"""How large a request may be where files are sent: declared on the view; everywhere else the application's limit holds."""

from collections.abc import Callable

from flask import Flask, current_app, request

from sagsflow.web.guard import View

ATTRIBUTE = "sagsflow_upload_bytes"


def takes_up_to(size: int) -> Callable[[View], View]:
    """The view takes requests of up to `size` bytes."""

    def declare(view: View) -> View:
        setattr(view, ATTRIBUTE, size)
        return view

    return declare


def _allow() -> None:
    if request.method == "POST" and request.endpoint:
        size = getattr(current_app.view_functions[request.endpoint], ATTRIBUTE, None)
        if size is not None:
            request.max_content_length = size


def init_app(app: Flask) -> None:
    """After the guard, so that only those who may send a file can send a large one; before anything reads the form."""
    app.before_request(_allow)
