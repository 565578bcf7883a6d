"""`python -m modelbase` is the command `modelbase`. Nothing else may live here."""

from __future__ import annotations

import sys

from modelbase_cli.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
