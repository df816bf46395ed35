"""An oracle outside the system: it writes down what it saw and judges from that alone, without the services' code."""
