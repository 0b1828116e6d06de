"""The search: a query becomes a condition in SQL, and an index finds cards by their words."""
