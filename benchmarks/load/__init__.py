"""Load from a process of its own: the same lean client against the product and against its floors."""
