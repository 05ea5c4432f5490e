"""One paper and its versions: received, converted in the sandbox, sealed, ready; its label, audience and state."""
