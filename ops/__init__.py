"""What runs the system without being part of it: local servers, provisioning, command lines, the mail sink."""
