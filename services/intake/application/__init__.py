"""What intake does for units and with the facts of appraisal: one use case per verb, its dependencies as fields."""
