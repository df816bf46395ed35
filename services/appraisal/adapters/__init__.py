"""The level's database: cases and decisions as documents, each with its messages inside."""
