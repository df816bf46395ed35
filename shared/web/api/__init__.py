"""What all services' APIs say and read alike: refusals, validation, headers, descriptions and their page."""
