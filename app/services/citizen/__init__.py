"""The citizen's wing: reads the mirror, on a connection that reaches nothing else."""
