"""Any course of events: a plain model of who may see what, and the questions that are asked after each step."""
