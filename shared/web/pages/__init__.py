"""What all services' pages share: the frame, forms, refusals as pages."""
