"""MongoDB in one place: whoever exchanges the driver changes this folder and the services' adapters, nothing else."""
