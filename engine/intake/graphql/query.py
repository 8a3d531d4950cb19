"""What is asked of the platform: a démarche's dossiers, a page at a time.

Names and aliases are those of the published schema and of the platform's own query
``getDemarche``, so that a response saved by any other client reads the same. Only what screening
needs is asked: no message, no opinion, no e-mail of an agent, no link to an attachment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, get_args

URL: Final = "https://demarche.numerique.gouv.fr/api/v2/graphql"
"""The endpoint that the platform documents."""

MAX_PAGE: Final = 100
"""The most dossiers that the platform gives in one page."""

State = Literal["en_construction", "en_instruction", "accepte", "refuse", "sans_suite"]
STATES: Final[tuple[State, ...]] = get_args(State)

OPERATION: Final = "getDemarche"

QUERY: Final = """\
query getDemarche(
  $demarcheNumber: Int!
  $state: DossierState
  $updatedSince: ISO8601DateTime
  $first: Int
  $after: String
) {
  demarche(number: $demarcheNumber) {
    number
    title
    dossiers(state: $state, updatedSince: $updatedSince, first: $first, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { ...DossierFragment }
    }
  }
}

fragment DossierFragment on Dossier {
  __typename
  id
  number
  state
  archived
  dateDepot
  datePassageEnConstruction
  datePassageEnInstruction
  dateTraitement
  dateDerniereModification
  motivation
  demarche { number revision { id } }
  usager { email }
  groupeInstructeur { id number label }
  demandeur {
    __typename
    ... on PersonnePhysique { civilite nom prenom }
    ... on PersonneMorale { ...PersonneMoraleFragment }
    ... on PersonneMoraleIncomplete { siret }
  }
  champs { ...ChampFragment ...RepetitionFragment }
  annotations { ...ChampFragment ...RepetitionFragment }
}

fragment RepetitionFragment on Champ {
  ... on RepetitionChamp { rows { id champs { ...ChampFragment } } }
}

fragment ChampFragment on Champ {
  __typename
  id
  champDescriptorId
  label
  stringValue
  ... on DateChamp { date }
  ... on DatetimeChamp { datetime }
  ... on CheckboxChamp { checked: value }
  ... on YesNoChamp { selected: value }
  ... on DecimalNumberChamp { decimalNumber: value }
  ... on IntegerNumberChamp { integerNumber: value }
  ... on CiviliteChamp { civilite: value }
  ... on DropDownListChamp { value }
  ... on MultipleDropDownListChamp { values }
  ... on LinkedDropDownListChamp { primaryValue secondaryValue }
  ... on PieceJustificativeChamp { files { filename contentType byteSize: byteSizeBigInt } }
  ... on AddressChamp { address { ...AddressFragment } }
  ... on CommuneChamp { commune { name code postalCode } departement { name code } }
  ... on EpciChamp { epci { name code } departement { name code } }
  ... on DepartementChamp { departement { name code } }
  ... on RegionChamp { region { name code } }
  ... on PaysChamp { pays { name code } }
  ... on SiretChamp { etablissement { ...PersonneMoraleFragment } }
}

fragment PersonneMoraleFragment on PersonneMorale {
  siret
  siegeSocial
  naf
  address { ...AddressFragment }
  entreprise {
    siren
    raisonSociale
    nomCommercial
    nom
    prenom
    formeJuridique
    formeJuridiqueCode
    capitalSocial
    codeEffectifEntreprise
    dateCreation
    siretSiegeSocial
  }
  association { rna titre }
}

fragment AddressFragment on Address {
  label
  streetAddress
  postalCode
  cityName
  cityCode
  departmentCode
  regionCode
}
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which dossiers of which démarche: by state, or modified since a day; all when None."""

    demarche: int
    etat: State | None = None
    depuis: date | None = None


def body(asked: Asked, size: int, after: str | None) -> dict[str, Any]:
    """Return the body of the request for the ``size`` dossiers that follow the cursor ``after``.

    A day starts at midnight by summer time, the earlier of the two: one hour too much in winter,
    never one too little.
    """
    since = f"{asked.depuis.isoformat()}T00:00:00+02:00" if asked.depuis else None
    variables = {
        "demarcheNumber": asked.demarche,
        "state": asked.etat,
        "updatedSince": since,
        "first": size,
        "after": after,
    }
    given = {name: value for name, value in variables.items() if value is not None}
    return {"query": QUERY, "operationName": OPERATION, "variables": given}
