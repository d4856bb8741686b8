"""Decision tables: each row of a file becomes a rule, with its place in the file."""
