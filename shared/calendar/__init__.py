"""Working days of Viet Nam: what time limits are counted in."""
