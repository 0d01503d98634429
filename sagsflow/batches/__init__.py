"""Many papers at once: asked for on a page, printed by the worker, kept sealed for who asked, and gone after a day."""
