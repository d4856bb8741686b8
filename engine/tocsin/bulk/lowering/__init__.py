"""The plan in SQL: expressions, conjunctions of patterns, and what SQL cannot say exactly, said by Python."""
