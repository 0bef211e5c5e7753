"""What stands between the network and the pages: limits, headers, uploads, and the life of the process."""
