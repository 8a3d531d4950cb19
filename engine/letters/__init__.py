"""Letters: from a decision and a template that officers edit, a document to read and sign.

::

    content = render(decision, "refus", measure, dossier=dossier)     # bytes of a DOCX file
    content = as_pdf([content])[0]                                    # by LibreOffice
    suited(decision)                                                  # the models that fit

A letter says what the decision says, in French; what neither the decision nor the dossier gives is
left to fill in, highlighted.
"""

from __future__ import annotations

from .models import Model, models, suited
from .pdf import as_pdf
from .writer import Letter, Writer, render

__all__ = ["Letter", "Model", "Writer", "as_pdf", "models", "render", "suited"]
