"""Writes docs/access-matrix.md from real requests: `python -m tools.access_matrix`; look at what has changed."""

import os
import subprocess
import sys

TEST = "tests/access/test_matrix.py"


def main() -> None:
    environment = {**os.environ, "SAGSFLOW_WRITE_ACCESS_MATRIX": "1"}
    sys.exit(
        subprocess.run([sys.executable, "-m", "pytest", "-q", TEST], env=environment, check=False).returncode
    )


if __name__ == "__main__":
    main()
