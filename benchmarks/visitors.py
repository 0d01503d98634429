"""A keep-alive client: one connection and one session for each thread."""

import http.client
import re
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SUBMISSION = re.compile(r'name="submission"[^>]*value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Visitor:
    """A browser without images: it keeps its cookies and its connection."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str) -> str:
        status, body = self._ask("GET", path, None)
        if status != 200:
            raise AssertionError(f"GET {path} answered {status}")
        return body

    def post(self, path: str, values: Mapping[str, object]) -> None:
        status, body = self._ask("POST", path, urlencode(values))
        if status != 303:
            raise AssertionError(f"POST {path} answered {status}: {body[:2000]}")

    def sign_in(self, login: str, password: str) -> None:
        page = self.get("/sign-in")
        values = {"login": login, "password": password, "next": "", "csrf_token": token_of(page)}
        found = SUBMISSION.search(page)
        self.post("/sign-in", {**values, "submission": found.group(1) if found else ""})

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        self._connection.request(method, path, body, {**headers, **(FORM if body is not None else {})})
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text


def token_of(page: str) -> str:
    found = CSRF.search(page)
    assert found is not None, "the page has no form"
    return found.group(1)


def together(visitors: Sequence[Visitor], act: Callable[[Visitor], object], times: int) -> float:
    """Every visitor acts at the same time, so many times; the seconds that one act took of the whole."""

    def each(visitor: Visitor) -> None:
        for _ in range(times):
            act(visitor)

    with ThreadPoolExecutor(len(visitors)) as pool:
        begun = time.perf_counter()
        for done in [pool.submit(each, visitor) for visitor in visitors]:
            done.result()
        return (time.perf_counter() - begun) / (times * len(visitors))
