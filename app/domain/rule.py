"""A rule: its name, what it says in two languages, and where it comes from.

Every refusal that the service gives names one rule. The sentences are the ones a person reads in a problem
document; `source` is the paragraph of law, or the decision, that the rule rests on. Rules live beside the code
that applies them; `http.rules` collects them for the pages that explain them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `id` is kebab-case and stable: clients may branch on it."""

    id: str
    sv: str
    en: str
    source: str = ""
