"""The living site: the rule book as pages that people read, with what proves it.

``gather`` looks at everything once (:class:`Material`), ``pages`` makes of it every file of the
site, and ``write`` puts them in a folder, whole or not at all. The same material gives the same
bytes: nothing reads a clock.
"""

from .building import pages
from .material import Material, gather
from .writing import write

__all__ = ["Material", "gather", "pages", "write"]
