"""From a unit of work that has committed to whoever listens, in this process and in others. No request, no screen."""
