"""What the steps draw: who, with which condition, and with which flaw; mostly what is right."""

from hypothesis import strategies as st

from tests.model.actors import STAFF

# `able` is whoever may, so that the plan gets on; the others are tried whether they may or not.
WHO = st.sampled_from(["able"] * 12 + sorted(STAFF))
MATCH = st.sampled_from(["*"] * 8 + ["exact"] * 3 + ["missing", "stale"])
LOOK = st.sampled_from([False] * 5 + [True])
SELDOM = st.sampled_from([False] * 7 + [True])
OFTEN = st.sampled_from([True] * 4 + [False])
FLAWS = st.sampled_from([None] * 8 + ["future", "malformed"])
UNITS = st.sampled_from(["r1", "r2", "k1", "k2"])
PLACE = st.integers(0, 5)
TEXTS = st.integers(1, 999)
