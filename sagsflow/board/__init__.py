"""The plan as its board sees it: goals, milestones, money, figures of a quarter, barriers; never a case."""
