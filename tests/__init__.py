"""Tests mirror the source; what they share lives in ``vocabulary`` and ``strategies``.

This file keeps another distribution's top-level ``tests`` from being imported in place of ours.
"""
