"""Activities for everybody: planned and held with tenant boards and volunteers, told in counts, without residents or cases."""
