"""Referrals: sent, answered, taken back, and what they open."""
