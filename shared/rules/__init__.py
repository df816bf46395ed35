"""Rule sets: what law and plan say, as dated data files, and the pure engine that reads them."""
