"""Reading in lists of offers: what a file says, what it means here, and writing it when somebody has confirmed it."""
