"""What can be asked of an assessment beyond what followed: read out of derivations, or found by deriving again."""
