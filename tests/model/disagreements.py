"""Where the service is known not to do what the rules say: the model stays right, and the step is not taken.

Each has a test of its own in `test_disagreements.py`, expected to fail. When it passes, its name goes from here too.
"""

DISAGREEMENTS = frozenset[str]()
