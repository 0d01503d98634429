"""The exported event log beside our own figures: written here, read and compared by an independent library."""
