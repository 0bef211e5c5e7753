"""The benchmark of estimates on held-out employers, cells, cities and roles; see `__main__`."""
