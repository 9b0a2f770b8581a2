"""`make bench`: how fast the service is, against a bare server and a bare query of the same run. No timed test."""
