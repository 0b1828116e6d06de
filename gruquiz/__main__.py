"""`python -m gruquiz`."""

import sys

from gruquiz.cli import main

sys.exit(main())
