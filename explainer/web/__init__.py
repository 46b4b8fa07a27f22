"""What the browser gets: components with their JavaScript, the server's routes and headers, and the cookie."""
