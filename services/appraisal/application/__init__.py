"""Use cases of appraisal: one per verb, each loads, lets the domain decide, and saves."""
