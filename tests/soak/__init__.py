"""The figures of a release: each property once more, far oftener than the suite has time for (`make soak`)."""
