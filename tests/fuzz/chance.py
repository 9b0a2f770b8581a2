"""The dice that say who sends what: a generator of their own.

The one that all programs share is set back by Hypothesis before every example; drawn from that, the first request of
each operation would always be the same caller's, and the second too.
"""

import json
import os
import random

CHANCE = random.Random(json.loads(os.environ["FUZZ"])["seed"])
