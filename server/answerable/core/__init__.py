"""The pure core: no I/O, clock, environment, logging or third-party import; broken input is data."""
