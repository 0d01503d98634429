"""A mail server in a process of its own, for tests: keeps what it takes in a folder, and fails as the receiver's name says."""

import asyncio
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SMTPSession

REFUSALS = {
    "unknown": "550 5.1.1 no such person",
    "busy": "451 4.3.0 try again later",
}


class Keeper:
    """Writes each letter to a file, named by the order in which they came."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken = 0

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: SMTPSession, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        name = address.partition("@")[0]
        if name in REFUSALS:
            return REFUSALS[name]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: SMTPSession, envelope: Envelope) -> str:  # noqa: N802 - the same
        self._taken += 1
        target = self._folder / f"{self._taken:04d}.eml"
        part = target.with_suffix(".part")
        content = envelope.content
        part.write_bytes(content if isinstance(content, bytes) else str(content).encode())
        part.rename(target)
        return "250 taken"


async def main() -> None:
    """Says its port, and serves until something is written to it."""
    loop, keeper = asyncio.get_running_loop(), Keeper(Path(sys.argv[1]))
    server = await loop.create_server(lambda: SMTP(keeper, hostname="post.example"), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.readline)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
