"""How a plan is told in words: what its things are called, its fields, and its values, in Swedish and English."""
