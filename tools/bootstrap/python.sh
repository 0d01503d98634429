#!/bin/sh
# Runs its arguments with the first Python on this machine that is new enough.
for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 /usr/bin/python3; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
        exec "$candidate" "$@"
    fi
done
echo "Sagsflow needs Python 3.11 to 3.14. On Debian and Ubuntu: sudo apt-get install python3 python3-venv" >&2
exit 1
