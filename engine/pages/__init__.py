"""What every page looks like: the site that is built, and the pages that are served.

A page is a template that extends ``page.html``; what repeats is a macro of ``parts.html``::

    {% extends "page.html" %}
    {% import "parts.html" as ui %}
    {% block title %}…{% endblock %}
    {% block content %}{{ ui.status("satisfait") }}{% endblock %}

    pages = environment("fr", Path(__file__).parent / "templates")
    pages.get_template("mine.html").render(root="../", nonce=nonce, …)

What a page gives (each may be left out, but ``title``):

* variables: ``root``, the path to the top (``""``, ``"../"``, ``"/"``); ``nonce``, of its styles
  and scripts; ``policy``, a content security policy for a ``<meta>``; ``site``, the name at the
  top; ``menu`` and ``crumbs``, lists of ``(label, href, current)``; ``search``, where the search
  field leads;
* blocks: ``title``, ``head``, ``crumbs``, ``content``, ``side``, ``footer``, ``scripts``.

Macros of ``parts.html``: ``icon(name)``, ``badge(tone, text, icon)``, ``status(status)``,
``verdict(id, text)``, ``applies(answer)``, ``level(level)``, ``source(title, section, level,
verified, url)``, ``criterion(item)`` (a criterion of a decision, folding out to values and source),
``table(caption, id)`` (called with its rows: it scrolls by itself, and the keyboard reaches it),
``facts(pairs)``, ``fold(title, open)``, ``notice(tone, title)``, ``menu(items, label)``,
``crumbs(items)``. A status is told by a shape and a word, never by a colour alone.

Filters: ``euros`` (integer cents), ``montant`` (euros, as decisions have them), ``taux`` (0.2 as
20 %), ``nombre``, ``jour`` (a date, or its ISO text), ``fr`` (typography), ``liste`` (a, b et c).
Functions: ``t(key, **values)``, a text of the catalogue; ``style``, the stylesheet; ``style_hash``,
for a policy without nonce.

Everything is escaped unless it is said to be markup; a name that a page does not have is an error.
"""

from .environment import environment
from .style import digest, stylesheet

__all__ = ["digest", "environment", "stylesheet"]
