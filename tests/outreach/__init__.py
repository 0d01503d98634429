"""Tests of the contact log: counts without names before a case, appointments on one."""
