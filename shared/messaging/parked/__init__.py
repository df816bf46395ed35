"""Messages put aside: the operator's view, the owner's side, and how long they are kept."""
