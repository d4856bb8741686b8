"""The smallest changes of facts, figures and assumptions that remove a conclusion or bring it about."""
