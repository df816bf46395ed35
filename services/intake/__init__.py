"""Intake: takes dossiers in, tells units where their nominations stand, and is the one voice that speaks of it."""
