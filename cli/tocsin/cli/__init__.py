"""At the terminal: one command per file, and one place (``errors``) where problems become exit codes.

Start-up time is a budget: ``tocsin --help`` imports typer and these files, nothing of the layers below.
"""
