"""Every kind of paper in one place, each with an example of the demo; there is no gallery anywhere else."""
