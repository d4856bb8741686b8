"""Deriving in SQL, stage by stage: contents and members, ground rules, joins, groups, and what settles last."""
