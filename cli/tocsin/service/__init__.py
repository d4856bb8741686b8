"""Serve: every answer as data, for the command line to print, for assistants over MCP, for programs over HTTP."""
