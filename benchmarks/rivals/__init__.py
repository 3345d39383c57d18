"""What Second Lock is measured against, each an application of its own on the same server."""
