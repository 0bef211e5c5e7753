"""The state of a visit: choices and link parameters."""
