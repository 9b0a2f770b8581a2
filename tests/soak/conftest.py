"""What measures time is not collected unless it is asked for: `make soak ONLY=overload`."""

import os

collect_ignore = [] if "OVERLOAD_SECONDS" in os.environ else ["test_overload.py"]
