"""What the tables say today of something that a policy demands: counts that each domain declares."""
