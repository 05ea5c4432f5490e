"""The screens and acts about people: registration, offices, groups, delegations, letters, lists from Excel."""
