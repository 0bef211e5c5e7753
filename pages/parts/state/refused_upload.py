"""The mark of an upload that the server refused for lack of memory.

The guard puts an empty file of this type in its place, and the page says why the file was not taken in.
"""

REFUSED_TYPE = "application/x-vetan-refused"
