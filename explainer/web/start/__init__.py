"""The first page: three networks read one sequence, and three doors."""
