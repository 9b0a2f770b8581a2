"""The seals of the audit log: which entry is which leaf of the tree, and the signed checkpoints. Only ever added to.

The order of the leaves is that of sealing, and no column of the entry: an entry may be committed after another that
was received later. `peaks` is not signed: it follows from the root, and lets the tree grow without its old leaves.
The entries are not referred to by a foreign key: a seal must be able to say that its entry is gone.
"""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table, Uuid

from app.models.base import UtcDateTime, metadata

audit_leaf = Table(
    "audit_leaf",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("entry_id", Uuid, nullable=False, unique=True),
    schema="audit",
)

audit_checkpoint = Table(
    "audit_checkpoint",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("first_sequence", BigInteger, nullable=False),
    Column("tree_size", BigInteger, nullable=False),
    Column("root_hash", String(64), nullable=False),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("closed_until", UtcDateTime),
    Column("made_at", UtcDateTime, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("key", String(64), nullable=False),
    Column("signature", String(128), nullable=False),
    Column("peaks", LargeBinary, nullable=False),
    schema="audit",
)
