"""Every route that can show case data × every role × every ground, by real requests, against a plain model."""
