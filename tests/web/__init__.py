"""The edge: what every request and every form relies on."""
