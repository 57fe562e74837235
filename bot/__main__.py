"""`python -m bot` and the command `leadquiz`."""

from __future__ import annotations

import sys

from bot.cli import run_command


def main() -> None:
    """Runs the command of the command line and exits with its status."""
    sys.exit(run_command(sys.argv[1:]))


if __name__ == "__main__":
    main()
