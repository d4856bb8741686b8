"""One explanation, many voices: text for a terminal, JSON, Mermaid, Graphviz."""
