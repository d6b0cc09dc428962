#!/usr/bin/env python3
"""Django's command line for Yunke; `make run` calls it inside the environment."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yunke.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        print("\n已停下；没做完的可以再运行。Stopped; what is unfinished can be run again.")
        sys.exit(130)


if __name__ == "__main__":
    main()
