"""The lists as files: what a person may see on the screen, all of it, and named in the read log before it leaves."""
