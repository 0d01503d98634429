"""Tests of activities: planning, seeing, talking, counting, pages and paper; and that no case stands behind them."""
