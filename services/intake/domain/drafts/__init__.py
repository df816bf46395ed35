"""Drafts of dossiers: what a unit has typed so far, whole or not, until it is handed in or ends."""
