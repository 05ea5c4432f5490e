"""Who may use how much of the service, and when: lanes for kinds of work, rates for callers. Knows no domain."""
