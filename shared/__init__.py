"""What every service speaks: events, rules, refusals, and the machinery to keep and carry them."""
