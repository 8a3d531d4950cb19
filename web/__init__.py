"""The officer's page and the HTTP API: a thin face on the engine, a floor above it.

``app.create_app(Settings(…))`` is the whole application; ``fondsvert servir`` serves it. What
judges a dossier runs in worker processes (``workers.py``), where it can be given up.
"""
