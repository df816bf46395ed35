"""Who a nominee is: identity numbers in one form, their keyed hashes, and when two nominees are one."""
