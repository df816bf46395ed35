"""Figures, each beside a floor or a peer that was measured in the same run on the same machine."""
