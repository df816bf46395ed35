"""Builds the use cases of each noun from the ports; nothing here decides anything."""
