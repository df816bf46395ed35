"""The administrators' command line: who is who, without touching the database by hand."""
