"""The edge: session and transaction, guard, errors, CSRF, language, paging."""
