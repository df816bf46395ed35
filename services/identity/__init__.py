"""Keeps accounts, sessions and deputies' authorisations: alone it signs people in, and alone it writes who they are."""
