"""A list of nominees as a unit keeps it, read into nominations: what is plain, what is asked, what cannot come in."""
