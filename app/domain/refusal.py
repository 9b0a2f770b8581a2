"""What the service says no with. This tree is closed; `http.statuses` gives each class its HTTP status.

    Refusal
     ├─ Malformed        the request cannot be read as what it claims to be
     ├─ Invalid          it can be read, but a value in it is not allowed
     ├─ Unauthenticated  nobody is logged in, or the token does not hold
     ├─ Unreachable      outside the caller's reach: answered exactly like something that never existed
     ├─ Forbidden        within reach, but not for this caller
     │   └─ ScopeMissing whatever it is about: the token's scope does not go so far
     ├─ Conflict         not in this state, or what the law demands is missing (`findings` is the list)
     ├─ Stale            the caller's copy is older than ours (If-Match)
     ├─ Unconditional    a write without If-Match where one is required
     └─ Unavailable      a part that we need does not answer, or too many wait; try again later

A refusal carries rules and places, never a value that the caller sent and never a person's data.
"""

from dataclasses import dataclass

from app.domain.rule import Rule

BUSY = Rule("busy", "Tjänsten är upptagen. Försök igen om en stund.", "The service is busy. Try again in a moment.")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the rule, and where (a JSON pointer into the body, or the name of a parameter)."""

    rule: Rule
    pointer: str = ""


class Refusal(Exception):
    """`rule` is why; `findings` are the details when there are several."""

    def __init__(self, rule: Rule, *findings: Finding):
        super().__init__(rule.id)
        self.rule = rule
        self.findings = findings


class Malformed(Refusal):
    pass


class Invalid(Refusal):
    pass


class Unauthenticated(Refusal):
    pass


class Unreachable(Refusal):
    pass


class Forbidden(Refusal):
    pass


class ScopeMissing(Forbidden):
    """`scope` is the one that the token would have to name."""

    def __init__(self, rule: Rule, scope: str):
        super().__init__(rule)
        self.scope = scope


class Conflict(Refusal):
    pass


class Stale(Refusal):
    pass


class Unconditional(Refusal):
    pass


class Unavailable(Refusal):
    """`retry_after` is in whole seconds."""

    def __init__(self, rule: Rule, retry_after: int = 1):
        super().__init__(rule)
        self.retry_after = retry_after
