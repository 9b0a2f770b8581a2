"""A server for integrators' own tests (`sip sandbox`): the service itself, and around it a clock and faults on request.

Development mode alone, and so loopback alone. Nothing of it is known to the service, which would serve no `/sandbox/…`
and hear of no fault; it is built around it (`building`), by this command and by nothing else.
"""
