"""The service: HTTP on loopback, thin over the workflows and the store."""
