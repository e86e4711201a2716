"""`python -m answerable`: the same as the command `answerable`."""

import sys

from answerable.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
