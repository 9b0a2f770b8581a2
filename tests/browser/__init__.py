"""Pages in a real browser, headless, that reaches this computer and nothing else."""
