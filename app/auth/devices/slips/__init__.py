"""Papers about a device with what is known filled in: handed out, handed in, lost. Printed and signed by hand."""
