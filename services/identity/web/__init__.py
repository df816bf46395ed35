"""Signing in and out, for programs and on pages."""
