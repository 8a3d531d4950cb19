"""Dossiers fetched from the State's filing platform, by its GraphQL API v2.

:mod:`.query` is what we ask, :mod:`.answers` reads what comes back, :mod:`.client` carries both,
:mod:`.store` keeps each page as it comes, and :mod:`.download` is the walk from page to page.
"""
