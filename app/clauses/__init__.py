"""What the policies demand, clause by clause: what does it here, what proves it, what is still by hand."""
