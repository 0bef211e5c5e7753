"""The mark of an upload that the server refused for lack of memory.

The guard replaces it with an empty file of this type, and the page says why the file was refused.
"""

REFUSED_TYPE = "application/x-vetan-refused"
