"""A fictional form of the filing platform: a question a place of a dossier, and its mapping."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

LABELS: Mapping[str, Mapping[str, str]] = {
    "porteur.nature": {
        "entreprise": "Une entreprise", "groupement_employeurs": "Un groupement d'employeurs",
        "association": "Une association",
        "etablissement_formation": "Un établissement de formation",
        "collectivite": "Une collectivité territoriale",
        "groupement_collectivites": "Un groupement de collectivités", "autre": "Autre",
    },
    "projet.volet": {"investissement": "Investissement", "competences": "Compétences"},
    "projet.thematiques": {
        "protection_environnement": "Protection de l'environnement",
        "gestion_ressources": "Eau, matières et déchets",
        "decarbonation": "Décarbonation", "genie_ecologique": "Génie écologique",
        "competences": "Compétences de la transition",
    },
    "projet.chaine_de_valeur": {
        "biosources": "Matériaux biosourcés", "mobilites": "Mobilités durables",
        "alimentation": "Alimentation", "relocalisation": "Relocalisation",
        "recyclage": "Recyclage, réemploi", "equipements_transition": "Équipements",
        "diversification": "Diversification", "autre": "Autre chaîne", "aucune": "Aucune",
    },
    "projet.nature_operation": {
        "creation_site": "Création d'un site", "extension": "Extension",
        "modernisation": "Modernisation", "equipement": "Achat d'équipement",
        "ecole_production": "École de production", "centre_formation": "Centre de formation",
        "plateau_technique": "Plateau technique", "etude": "Étude",
        "renouvellement_identique": "Renouvellement à l'identique", "autre": "Autre opération",
    },
    "projet.maturite.permis": {
        "obtenu": "Obtenues", "depose": "Déposées", "a_deposer": "À déposer",
        "non_requis": "Sans objet",
    },
    "gouvernance.accord": {
        "favorable": "Favorable", "defavorable": "Défavorable", "en_attente": "En attente",
    },
    "financement.depenses.nature": {
        "equipement": "Équipement", "batiment": "Bâtiment", "foncier": "Foncier",
        "etude": "Étude", "ingenierie": "Ingénierie", "autre": "Autre",
    },
    "financement.ressources.origine": {
        "autofinancement": "Fonds propres", "privee": "Privée", "publique": "Publique",
    },
    "financement.ressources.etat": {"acquis": "Acquis", "sollicite": "Sollicité"},
    "avis": {"favorable": "Favorable", "defavorable": "Défavorable"},
}  # fmt: skip
PIECES: Mapping[str, str] = {
    "description": "Description détaillée du projet", "calendrier": "Calendrier prévisionnel",
    "couts": "Détail des coûts", "plan_financement": "Plan de financement signé",
    "declaration_honneur": "Déclaration sur l'honneur", "identite": "Extrait Kbis ou statuts",
    "aides_recues": "Liste des aides publiques reçues",
    "accord_gouvernance": "Accord écrit de la gouvernance",
}  # fmt: skip
ASKED: Mapping[str, tuple[str, str]] = {
    "porteur.raison_sociale": ("Raison sociale", "Text"),
    "porteur.siret": ("Numéro SIRET de l'entreprise", "Siret"),
    "porteur.nature": ("Vous êtes", "DropDown"),
    "porteur.personne_morale": ("Le demandeur est-il une personne morale ?", "YesNo"),
    "porteur.maitre_ouvrage": ("Le demandeur est-il maître d'ouvrage ?", "YesNo"),
    "porteur.immatriculee_france": ("L'entreprise est-elle immatriculée en France ?", "YesNo"),
    "porteur.code_naf": ("Code NAF (ou APE)", "Text"),
    "porteur.date_creation": ("Date de création de l'entreprise", "Date"),
    "porteur.effectif": ("Effectif consolidé (ETP)", "Decimal"),
    "porteur.chiffre_affaires": ("Chiffre d'affaires consolidé", "Decimal"),
    "porteur.total_bilan": ("Total du bilan consolidé", "Decimal"),
    "porteur.obligations_fiscales_a_jour": ("Obligations fiscales à jour ?", "YesNo"),
    "porteur.obligations_sociales_a_jour": ("Cotisations sociales à jour ?", "YesNo"),
    "porteur.aide_a_recuperer": ("Une aide illégale est-elle à rembourser ?", "YesNo"),
    "porteur.difficulte.capital_souscrit": ("Capital social, primes comprises", "Decimal"),
    "porteur.difficulte.capitaux_propres": ("Capitaux propres", "Decimal"),
    "porteur.difficulte.procedure_collective": ("Procédure collective en cours ?", "YesNo"),
    "porteur.difficulte.aide_sauvetage_en_cours": ("Aide au sauvetage en cours ?", "YesNo"),
    "porteur.difficulte.sortie_acceptee_ademe": ("Sortie acceptée par l'ADEME ?", "YesNo"),
    "projet.intitule": ("Intitulé du projet", "Text"),
    "projet.resume": ("Résumé du projet", "Text"),
    "projet.commune": ("Commune du site", "Commune"),
    "projet.volet": ("Volet de la mesure", "DropDown"),
    "projet.rebond_industriel": ("Projet de rebond industriel ?", "YesNo"),
    "projet.thematiques": ("Thématiques du projet", "MultipleDropDown"),
    "projet.chaine_de_valeur": ("Chaîne de valeur", "DropDown"),
    "projet.nature_operation": ("Nature de l'opération", "DropDown"),
    "projet.va_au_dela_des_normes": ("Le projet va-t-il au-delà des normes ?", "YesNo"),
    "projet.production_energie_renouvelable": ("Production d'énergie renouvelable ?", "YesNo"),
    "projet.photovoltaique_injection": ("Photovoltaïque avec injection ?", "YesNo"),
    "projet.chaudiere_fossile": ("Chaudière au fioul ou au gaz ?", "YesNo"),
    "projet.solution_fondee_sur_la_nature": ("Solution fondée sur la nature ?", "YesNo"),
    "projet.collectif": ("Projet collectif ?", "YesNo"),
    "projet.date_debut": ("Date de début des travaux", "Date"),
    "projet.date_fin": ("Date de fin des travaux", "Date"),
    "projet.aucun_engagement": ("Rien n'est-il signé à ce jour ?", "YesNo"),
    "projet.date_premier_engagement": ("Date du premier engagement", "Date"),
    "projet.contrefactuel": ("Scénario contrefactuel décrit ?", "YesNo"),
    "projet.impacts.ges_avant_tco2e": ("Émissions avant projet (tCO2e)", "Decimal"),
    "projet.impacts.ges_apres_tco2e": ("Émissions après projet (tCO2e)", "Decimal"),
    "projet.impacts.energie_avant_mwh": ("Énergie avant projet (MWh)", "Decimal"),
    "projet.impacts.energie_apres_mwh": ("Énergie après projet (MWh)", "Decimal"),
    "projet.impacts.eau_avant_m3": ("Eau avant projet (m3)", "Decimal"),
    "projet.impacts.eau_apres_m3": ("Eau après projet (m3)", "Decimal"),
    "projet.impacts.matieres_avant_t": ("Matières avant projet (t)", "Decimal"),
    "projet.impacts.matieres_apres_t": ("Matières après projet (t)", "Decimal"),
    "projet.impacts.dechets_avant_t": ("Déchets avant projet (t)", "Decimal"),
    "projet.impacts.dechets_apres_t": ("Déchets après projet (t)", "Decimal"),
    "projet.impacts.pollution_avant_kg": ("Rejets polluants avant projet (kg)", "Decimal"),
    "projet.impacts.pollution_apres_kg": ("Rejets polluants après projet (kg)", "Decimal"),
    "projet.impacts.artificialisation_avant_m2": ("Surface artificialisée avant (m2)", "Decimal"),
    "projet.impacts.artificialisation_apres_m2": ("Surface artificialisée après (m2)", "Decimal"),
    "projet.impacts.surface_restauree_ha": ("Surface restaurée (ha)", "Decimal"),
    "projet.impacts.lineaire_restaure_m": ("Linéaire restauré (m)", "Decimal"),
    "projet.impacts.emplois_crees": ("Emplois créés", "Decimal"),
    "projet.impacts.emplois_maintenus": ("Emplois maintenus", "Decimal"),
    "projet.impacts.personnes_formees_an": ("Personnes formées par an", "Decimal"),
    "projet.maturite.permis": ("Autorisations", "DropDown"),
    "projet.maturite.etudes_achevees": ("Études achevées ?", "YesNo"),
    "projet.maturite.devis": ("Devis obtenus ?", "YesNo"),
    "projet.maturite.financement_boucle": ("Financement bouclé ?", "YesNo"),
    "gouvernance.accord": ("Avis de la gouvernance du Territoire d'industrie", "DropDown"),
    "gouvernance.date_accord": ("Date de l'avis de la gouvernance", "Date"),
    "financement.montant_demande": ("Montant de la subvention demandée", "Decimal"),
    "financement.surcout_ht": ("Surcoût par rapport au scénario contrefactuel", "Decimal"),
    "financement.avance_demandee": ("Avance demandée", "Decimal"),
    "financement.de_minimis_3_ans": ("Aides de minimis reçues sur trois ans", "Decimal"),
    "financement.regime": ("Régime d'aide demandé", "Text"),
}
ROWS: Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]] = {
    "financement.depenses": ("Dépenses prévisionnelles", {
        "poste": ("Poste de dépense", "Text"), "nature": ("Nature de la dépense", "DropDown"),
        "montant_ht": ("Montant HT", "Decimal"), "eligible": ("Dépense éligible ?", "YesNo"),
    }),
    "financement.ressources": ("Plan de financement", {
        "financeur": ("Financeur", "Text"), "origine": ("Origine du financement", "DropDown"),
        "montant": ("Montant", "Decimal"), "etat": ("État du financement", "DropDown"),
        "fonds_vert": ("S'agit-il du Fonds vert ?", "YesNo"),
    }),
    "porteur.difficulte.exercices": ("Comptes des deux derniers exercices", {
        "annee": ("Exercice", "Integer"), "dettes": ("Dettes", "Decimal"),
        "capitaux_propres": ("Fonds propres de l'exercice", "Decimal"),
        "ebitda": ("EBITDA", "Decimal"), "charges_interets": ("Charges d'intérêts", "Decimal"),
    }),
}  # fmt: skip
OPINIONS = ("avis", "auteur", "date", "motif")


class Asked(NamedTuple):
    """A question: the place that it fills, its label, its kind, its id."""

    path: str
    label: str
    kind: str
    number: int
    element: str = ""

    @property
    def champ(self) -> str:
        """The id that the API gives to the question."""
        return base64.b64encode(f"Champ-{self.number}".encode()).decode()

    @property
    def values(self) -> Mapping[str, str] | None:
        """The words of each value, where it is chosen in a list."""
        if self.path.startswith("appreciations.") and self.path.endswith(".avis"):
            return LABELS["avis"]
        return LABELS.get(self.path)


def questions(criteria: Iterable[str] = ()) -> list[Asked]:
    """Return every question outside blocks; opinions on ``criteria`` are annotations."""
    asked = [
        Asked(path, label, kind, 1000 + rank) for rank, (path, (label, kind)) in
        enumerate(ASKED.items())
    ]  # fmt: skip
    asked += [
        Asked("pieces", label, "PieceJustificative", 2000 + rank, piece)
        for rank, (piece, label) in enumerate(PIECES.items())
    ]
    kinds = {"avis": "DropDown", "date": "Date"}
    for rank, criterion in enumerate(criteria):
        asked += [
            Asked(f"appreciations.{criterion}.{field}", f"{criterion} : {field}",
                  kinds.get(field, "Text"), 3000 + 10 * rank + index)
            for index, field in enumerate(OPINIONS)
        ]  # fmt: skip
    return asked


def blocks() -> list[tuple[Asked, list[Asked]]]:
    """Return each repeated block and its questions."""
    found = []
    for rank, (path, (label, fields)) in enumerate(ROWS.items()):
        start = 4000 + 100 * rank
        cells = [
            Asked(f"{path}.{name}", text, kind, start + 1 + index)
            for index, (name, (text, kind)) in enumerate(fields.items())
        ]
        found.append((Asked(path, label, "Repetition", start), cells))
    return found


def mapping(criteria: Iterable[str] = ()) -> dict[str, Any]:
    """Return the mapping of the form, as its file would hold it."""
    fields: dict[str, Any] = {}
    for asked in questions(criteria):
        link = _link(asked)
        if asked.element:
            fields.setdefault("pieces", []).append({**link, "si_rempli": asked.element})
        else:
            fields[asked.path] = link
    lists = {
        block.path: {
            "champ": block.champ, "libelle": block.label,
            "colonnes": {cell.path.rsplit(".", 1)[-1]: _link(cell) for cell in cells},
        }
        for block, cells in blocks()
    }  # fmt: skip
    return {
        "formulaire": {
            "numero": 90001, "titre": "Fonds vert, formulaire fictif", "revision": "R-1",
            "champs": {asked.champ: asked.label for asked in [*questions(criteria),
                                                              *(block for block, _ in blocks())]},
        },
        "champs": fields,
        "blocs": lists,
    }  # fmt: skip


def _link(asked: Asked) -> dict[str, Any]:
    link: dict[str, Any] = {"champ": asked.champ, "libelle": asked.label}
    if asked.values:
        link["valeurs"] = {text: value for value, text in asked.values.items()}
    return link
