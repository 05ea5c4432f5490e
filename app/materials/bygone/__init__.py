"""Who could read a paper at a moment that has passed, as the policy would have decided then."""
