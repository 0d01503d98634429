"""Makes a checkout ready to run or to test, with nothing but a Python and its standard library."""
