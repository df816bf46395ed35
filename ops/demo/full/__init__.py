"""What `make demo DEMO=full` leaves behind: some three hundred nominations at every stage, alike on every machine."""
