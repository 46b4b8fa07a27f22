"""The lesson bar beside a page, and the list of lessons."""
