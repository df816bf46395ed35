"""Appraisal: the worklists of the authority levels, one final outcome per step, and the numbered decisions."""
