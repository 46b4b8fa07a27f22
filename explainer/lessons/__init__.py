"""What the pages of the group Lab compute, draw and say."""
