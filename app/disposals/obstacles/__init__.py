"""What stands in the way of the disposal of a paper."""
