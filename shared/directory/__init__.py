"""Who is who: the province's bodies, the units under them, and the people who act for either."""
