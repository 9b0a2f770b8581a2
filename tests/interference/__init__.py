"""Non-interference: two worlds that differ only in what a citizen is not shown answer her alike, byte for byte."""
