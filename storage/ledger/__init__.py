"""The ledger's form and its verifier: records chained by hash, checkpoints signed. Knows no database and no member."""

from storage.ledger.checkpoint import NO_CHECKPOINT, Checkpoint, CheckpointBroken, Signer, SignerFailure, TrustedKey
from storage.ledger.export import Header, read, write
from storage.ledger.extract import ExtractBounds, ExtractHeader, Withheld, is_extract, verify_extract, write_extract
from storage.ledger.gap import Restore
from storage.ledger.record import GENESIS_HASH, Entry, NotCanonical, canonical, chain, hash_record
from storage.ledger.verdict import NEXT_STEP, FaultKind, Verdict
from storage.ledger.verify import verify

__all__ = [
    "GENESIS_HASH",
    "NEXT_STEP",
    "NO_CHECKPOINT",
    "Checkpoint",
    "CheckpointBroken",
    "Entry",
    "ExtractBounds",
    "ExtractHeader",
    "FaultKind",
    "Header",
    "NotCanonical",
    "Restore",
    "Signer",
    "SignerFailure",
    "TrustedKey",
    "Verdict",
    "Withheld",
    "canonical",
    "chain",
    "hash_record",
    "is_extract",
    "read",
    "verify",
    "verify_extract",
    "write",
    "write_extract",
]
