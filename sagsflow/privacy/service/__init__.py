"""What people do with requests, and what the worker gathers for them."""
