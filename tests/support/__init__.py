"""Code that several test modules share: the council, browsers, servers, and plugins for runs of tests."""
