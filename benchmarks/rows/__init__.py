"""The rows of the table: each measures the product and, in the same run, the floor or peer that it is held against."""
