"""`python3 -m tools.bootstrap run|test`: makes ready what is missing, and says nothing when all is there."""

import subprocess
import sys

from tools.bootstrap import environment, system

USAGE = "usage: python3 -m tools.bootstrap run|test"


def main(arguments: list[str]) -> int:
    if arguments not in (["run"], ["test"]):
        print(USAGE, file=sys.stderr)
        return 2
    try:
        _prepare(arguments[0])
    except (system.Missing, environment.Failed, subprocess.CalledProcessError) as problem:
        print(f"Sagsflow is not ready: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The next start goes on from here.", file=sys.stderr)
        return 130
    return 0


def _prepare(purpose: str) -> None:
    system.require(system.TO_RUN)
    if purpose == "run":
        environment.prepare("requirements.lock")
        return
    system.wish_for(system.TO_TEST)
    environment.prepare("requirements-dev.lock", also_covers=("requirements.lock",))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
