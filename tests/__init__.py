"""The tests of everything, and what holds for all of them, whichever are run."""

from hypothesis import settings

# Speed is the bench's to tell: no example fails for being slow, here or on a busy machine.
settings.register_profile("suite", settings(deadline=None, database=None))
settings.load_profile("suite")
