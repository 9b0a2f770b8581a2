"""Retries (`Idempotency-Key`): what they are refused for."""

from app.domain.rule import Rule

KEY_REUSED = Rule(
    "idempotency-key-reused",
    "Nyckeln i Idempotency-Key har redan använts för ett annat anrop.",
    "The key in Idempotency-Key was already used for another request.",
)
KEY_MISSING = Rule(
    "idempotency-key-missing",
    "Ange i Idempotency-Key en nyckel, 1-128 tecken, som är ny för varje skapande anrop och densamma vid omförsök.",
    "State in Idempotency-Key a key, 1-128 characters, new for each creating request and the same when retrying.",
)
