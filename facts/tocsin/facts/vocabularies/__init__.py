"""The vocabularies that are shipped, each a package with its fact types."""
