"""Cases, by real requests and through their services."""
