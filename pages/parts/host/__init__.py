"""The layer between the network and the pages: limits, headers, uploads, process lifetime."""
