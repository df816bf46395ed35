"""Vietnamese text: normal form, folding for search, and the numbers shown to people."""
