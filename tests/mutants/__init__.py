"""Mutants of the modules that decide: one small change each, and whether any test of theirs turns red."""
