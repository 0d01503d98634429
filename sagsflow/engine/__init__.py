"""The workflow engine: a pathway is data, a step is a pure decision with every reason. No web, no database."""
