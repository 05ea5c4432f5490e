"""The end of a paper's life: how long it is kept, and its destruction by two persons with what is left of it."""
