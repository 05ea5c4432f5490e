"""One version in the place of another: looked at beside the former, sent out, put back, thrown away."""
