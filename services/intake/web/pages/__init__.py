"""The pages of intake, a module for each subtree of addresses."""
