"""Rooms: a teacher's view that a class follows, questions that it answers, and networks that it trains together."""
