"""The service over HTTP: cases of the ledger, facts, every question, and what was recorded."""
