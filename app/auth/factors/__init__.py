"""What a person proves who they are with: passwords, codes, passkeys."""
