"""The test house: databases, clock, client, server, browser and guards for every test."""
