"""Who could read a paper at a past moment, as the policy would have decided then."""
