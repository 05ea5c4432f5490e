"""Every kind of what waits in tables until it is done: jobs for a worker, acts for a second person."""
