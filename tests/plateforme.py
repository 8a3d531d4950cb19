"""A filing platform of our own, on this machine: a server that answers from the published schema.

The query is executed by an independent implementation of GraphQL, pages and cursors are those of
the platform (the date of filing, or of modification when ``updatedSince`` is given, then the
number), and so are its refusals. A test plants in ``faults`` what it wants instead of an answer.
"""

from __future__ import annotations

import base64
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import graphql
from places import ROOT

TOKEN = "bon-jeton-MTIzNDU2"  # noqa: S105 # a token of the tests
DEMARCHE = 4242
CUT = object()


class Said(NamedTuple):
    """An answer planted by a test."""

    status: int
    content: bytes = b""
    headers: dict[str, str] = {}  # noqa: RUF012 # never changed


Fault = Said | Callable[[dict[str, Any]], dict[str, Any]] | object | None


class Platform:
    """Dossiers, what was asked, and the faults to come: each takes the place of one answer."""

    def __init__(self) -> None:
        self.schema = graphql.build_schema(
            (ROOT / "tests/demarche_numerique.graphql").read_text(encoding="utf-8")
        )
        self._queries: dict[str, tuple[graphql.DocumentNode, list[graphql.GraphQLError]]] = {}
        self.url = ""
        self.reset([])

    def reset(self, dossiers: list[dict[str, Any]], *faults: Fault, cap: int = 100) -> None:
        """Hold these dossiers; ``cap`` is the most that a page has."""
        self.dossiers, self.cap = dossiers, cap
        self.faults: deque[Fault] = deque(faults)
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []

    def answer(self, body: dict[str, Any], authorization: str) -> tuple[int, dict[str, Any]]:
        """Return the status and the data of the answer to a request."""
        if authorization != f"Bearer {TOKEN}":
            return 403, refused("Without a token, only the public queries are allowed", "forbidden")
        document, wrong = self._read(body["query"])
        if wrong:
            return 200, {"errors": [error.formatted for error in wrong]}
        done = graphql.execute_sync(
            self.schema,
            document,
            root_value={"demarche": self._demarche},
            variable_values=body.get("variables"),
            operation_name=body.get("operationName"),
        )
        return 200, done.formatted  # type: ignore[return-value]

    def _read(self, query: str) -> tuple[graphql.DocumentNode, list[graphql.GraphQLError]]:
        """Return a query and what is wrong in it; each is read once."""
        if query not in self._queries:
            document = graphql.parse(query)
            self._queries[query] = document, graphql.validate(self.schema, document)
        return self._queries[query]

    def _demarche(self, _info: Any, number: int) -> dict[str, Any]:
        if number != DEMARCHE:
            known = number == DEMARCHE + 1
            message = "An object of type Demarche was hidden due to permissions"
            raise graphql.GraphQLError(
                message if known else "Demarche not found",
                extensions={"code": "unauthorized" if known else "not_found"},
            )
        return {"id": "UHJvY2VkdXJl", "number": number, "title": "Fonds vert « essai »",
                "state": "publiee", "dossiers": self._page}  # fmt: skip

    def _page(
        self,
        _info: Any,
        *,
        first: int | None = None,
        after: str | None = None,
        state: str | None = None,
        updatedSince: str | None = None,  # noqa: N803 # the schema's name
        **_others: Any,
    ) -> dict[str, Any]:
        column = "dateDerniereModification" if updatedSince else "dateDepot"
        kept = sorted(
            (dossier[column], dossier["number"], dossier)
            for dossier in self.dossiers
            if state in {None, dossier["state"]} and dossier[column] >= (updatedSince or "")
        )
        if after is not None:
            stamp, _, number = base64.b64decode(after).decode().partition(";")
            kept = [item for item in kept if item[:2] > (stamp, int(number))]
        size = min(first or self.cap, self.cap)
        page = kept[:size]
        cursors = [base64.b64encode(f"{at};{number}".encode()).decode() for at, number, _ in page]
        info = {
            "hasNextPage": len(kept) > size,
            "hasPreviousPage": after is not None,
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
        }
        return {"nodes": [dossier for *_, dossier in page], "pageInfo": info}


def refused(message: str, code: str) -> dict[str, Any]:
    """Return an error as the platform words it."""
    return {"data": None, "errors": [{"message": message, "extensions": {"code": code}}]}


@contextmanager
def running() -> Iterator[Platform]:
    """Serve a platform on this machine while the block runs."""
    platform = Platform()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # an answer in one piece: in two, the second waits for an acknowledgement

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            platform.requests.append(body)
            platform.headers.append({name.lower(): value for name, value in self.headers.items()})
            fault = platform.faults.popleft() if platform.faults else None
            if fault is CUT:
                self.close_connection = True
                self.connection.close()
                return
            if isinstance(fault, Said):
                status, content, headers = fault
            else:
                status, data = platform.answer(body, self.headers.get("authorization", ""))
                data = fault(data) if callable(fault) else data
                content, headers = json.dumps(data).encode(), {}
            self.send_response(status)
            for name, value in {"content-length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
            self.wfile.flush()

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    platform.url = f"http://127.0.0.1:{server.server_address[1]}/api/v2/graphql"
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# -- dossiers --------------------------------------------------------------------------------------

ADDRESS = {
    "label": "1 rue du Four 18100 Vierzon", "streetAddress": "1 rue du Four", "postalCode": "18100",
    "cityName": "Vierzon", "cityCode": "18279", "departmentCode": "18", "regionCode": "24",
}  # fmt: skip
COMPANY = {
    "__typename": "PersonneMorale", "siret": "73282932000074", "siegeSocial": True, "naf": "25.62B",
    "address": ADDRESS, "association": None,
    "entreprise": {
        "siren": "732829320", "raisonSociale": "EXEMPLE", "nomCommercial": "", "nom": None,
        "prenom": None, "formeJuridique": "SAS", "formeJuridiqueCode": "5710",
        "capitalSocial": "500000", "codeEffectifEntreprise": "21", "dateCreation": "2001-04-02",
        "siretSiegeSocial": "73282932000074",
    },
}  # fmt: skip
CHER = {"name": "Cher", "code": "18"}


def champ(kind: str, label: str, text: str | None = None, /, **more: Any) -> dict[str, Any]:
    """Return an answer of a form."""
    name = base64.b64encode(f"Champ-{label}".encode()).decode()
    return {"__typename": f"{kind}Champ", "id": name, "champDescriptorId": name, "label": label,
            "stringValue": text, **more}  # fmt: skip


def every_champ() -> list[dict[str, Any]]:
    """Return a champ of each kind that the query reads."""
    return [
        champ("Text", "Intitulé", "Four « électrique »\u2028suite", value="Four"),
        champ("Date", "Début", "2024-10-01", date="2024-10-01"),
        champ("Datetime", "Visite", "…", datetime="2024-10-01T09:00:00+02:00"),
        champ("Checkbox", "Certifié", "true", value=True),
        champ("YesNo", "Contrefactuel", None, value=None),
        champ("DecimalNumber", "Montant", "980000.10", value=980000.1),
        champ("IntegerNumber", "Effectif", "84", value="84"),
        champ("Civilite", "Civilité", "Mme", value="Mme"),
        champ("DropDownList", "Nature", "Extension", value="Extension"),
        champ("MultipleDropDownList", "Thèmes", "a, b", values=["a", "b"]),
        champ("LinkedDropDownList", "Volet", "x / y", primaryValue="x", secondaryValue="y"),
        champ("PieceJustificative", "Devis", None, files=[
            {"filename": "devis.pdf", "contentType": "application/pdf", "byteSizeBigInt": "12345",
             "checksum": "secret", "url": "https://stockage.invalid/secret"}]),
        champ("Address", "Adresse", "1 rue du Four", address=ADDRESS),
        champ("Commune", "Commune", "Vierzon (18100)", departement=CHER,
              commune={"name": "Vierzon", "code": "18279", "postalCode": "18100"}),
        champ("Epci", "EPCI", "CC", epci={"name": "CC", "code": "200090561"}, departement=CHER),
        champ("Departement", "Département", "18 - Cher", departement=CHER),
        champ("Region", "Région", "CVL", region={"name": "Centre-Val de Loire", "code": "24"}),
        champ("Pays", "Pays", "France", pays={"name": "France", "code": "FR"}),
        champ("Siret", "SIRET", "73282932000074", etablissement=COMPANY),
        champ("Repetition", "Dépenses", None, rows=[
            {"id": "ligne-1", "champs": [champ("DecimalNumber", "Coût HT", "0.1", value=0.1)]},
            {"id": "ligne-2", "champs": [champ("Text", "Poste", "Four", value="Four")]}]),
    ]  # fmt: skip


def dossier(
    number: int,
    *,
    modified: str = "2025-01-01T00:00:00Z",
    state: str = "en_instruction",
    champs: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Return a dossier; those of greater numbers were filed later."""
    day = f"2024-01-01T00:{number // 60 % 60:02}:{number % 60:02}Z"
    return {
        "__typename": "Dossier", "id": f"RG9zc2llci{number}", "number": number, "state": state,
        "archived": False, "dateDepot": day, "datePassageEnConstruction": day,
        "datePassageEnInstruction": None, "dateTraitement": None, "motivation": None,
        "dateDerniereModification": modified,
        "demarche": {"number": DEMARCHE, "revision": {"id": "UmV2aXNpb24tMQ=="}},
        "usager": {"email": "porteur@exemple.fr"},
        "groupeInstructeur": {"id": "R3I=", "number": 1, "label": "Cher"},
        "demandeur": COMPANY,
        "champs": champs if champs is not None else [champ("Text", "Intitulé", "Four", value="F")],
        "annotations": [],
    }  # fmt: skip
