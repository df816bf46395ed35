"""The pages of a level: one module per noun."""
