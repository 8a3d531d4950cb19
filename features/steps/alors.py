"""« Alors »: what the decision must say; of the amount, see ``aide.py``."""

from __future__ import annotations

from collections.abc import Callable

from pytest_bdd import parsers, then

from fondsvert.engine.audit.traceability import ANSWERS, PHRASES, pattern

from .francais import DAY, day, plain
from .situation import Situation, label_of, path_of

VERDICTS = {
    "éligible": "eligible",
    "inéligible": "ineligible",
    "à compléter": "a_completer",
    "à apprécier": "a_apprecier",
}
APPLICABLE = {
    "satisfait": "oui",
    "non_satisfait": "non",
    "indetermine": "inconnu",
    "a_apprecier": "a_apprecier",
}


def _status(kind: str, phrase: str) -> Callable[[Situation, str], None]:
    opinion = phrase.endswith(("favorable", "défavorable"))
    settled = "satisfait" if "satisfait" in phrase else "non_satisfait"
    expected = settled if opinion else kind

    def step(situation: Situation, critere: str) -> None:
        found = situation.finding(critere)
        assert found.statut == expected, f"{critere} : {found.statut} ({found.motif})"
        if opinion:
            assert found.appreciation is not None
            assert found.appreciation.retenu

    return step


def _contradiction(situation: Situation, critere: str) -> None:
    assert situation.refusal, f"{critere} : la saisie est acceptée"


def _regime(kind: str) -> Callable[[Situation, str], None]:
    def step(situation: Situation, regime: str) -> None:
        found = situation.regime(regime)
        assert found.applicable == APPLICABLE[kind], f"{found.applicable} ({found.motif})"

    return step


def _orientation(kind: str) -> Callable[[Situation, str], None]:
    def step(situation: Situation, orientation: str) -> None:
        given = [item.id for item in situation.decided.orientation]
        assert (orientation in given) == (kind == "satisfait"), given

    return step


def _grid(kind: str) -> Callable[..., None]:
    def step(situation: Situation, grille: str, bas: str = "0", points: str = "0 point") -> None:
        found = situation.grid_line(grille)
        most = int(points.split()[0])
        least = int(bas) if kind == "indetermine" else most
        said = (found.applicable is not False, found.points_min, found.points_max)
        assert said == (kind != "sans_objet", least, most), found.motif

    return step


def _step(phrase: str, kind: str) -> Callable[..., None]:
    if "{grille}" in phrase:
        return _grid(kind)
    if "{regime}" in phrase:
        return _regime(kind)
    if "{orientation}" in phrase:
        return _orientation(kind)
    return _contradiction if kind == "cite" else _status(kind, phrase)


def _answer(name: str, value: str) -> Callable[[Situation], None]:
    def step(situation: Situation) -> None:
        assert getattr(situation.decided, name) == value

    return step


# The same tables tell the audit what each sentence shows: they cannot part ways.
for _phrase, _kind in PHRASES.items():
    then(parsers.re(pattern(_phrase)))(_step(_phrase, _kind))
for _phrase, _given in ANSWERS.items():
    then(parsers.parse(_phrase))(_answer(*_given))


@then(parsers.re(rf"le dossier est (?P<verdict>{'|'.join(VERDICTS)})"))
def _(situation: Situation, verdict: str) -> None:
    decision = situation.decided
    reasons = {c.id: c.statut for c in decision.criteres.values() if c.statut != "satisfait"}
    assert decision.verdict == VERDICTS[verdict], reasons


@then(parsers.re(r'le motif mentionne "(?P<texte>[^"]+)"'))
def _(situation: Situation, texte: str) -> None:
    motive = plain(situation.spoken.motif)
    assert texte in motive, motive


@then(parsers.parse("le critère {critere} attend {label}"))
def _(situation: Situation, critere: str, label: str) -> None:
    found = situation.finding(critere)
    assert path_of(label) in found.manquants, [label_of(path) for path in found.manquants]


@then(parsers.parse("le critère {critere} n'attend rien du porteur"))
def _(situation: Situation, critere: str) -> None:
    assert situation.finding(critere).manquants == []


@then(parsers.parse("il manque seulement {label}"))
def _(situation: Situation, label: str) -> None:
    missing = situation.decided.manquants
    assert missing == [path_of(label)], [label_of(path) for path in missing]


@then(parsers.re(r"il manque (?!seulement )(?P<label>.+)"))
def _(situation: Situation, label: str) -> None:
    missing = situation.decided.manquants
    assert path_of(label) in missing, [label_of(path) for path in missing]


@then("il ne manque rien")
def _(situation: Situation) -> None:
    missing = situation.decided.manquants
    assert missing == [], [label_of(path) for path in missing]


@then("aucun critère ne refuse le dossier")
def _(situation: Situation) -> None:
    findings = situation.decided.criteres.values()
    refusing = [found.id for found in findings if found.statut == "non_satisfait"]
    assert refusing == []


@then(parsers.parse("le critère {critere} n'existe pas dans cette édition"))
def _(situation: Situation, critere: str) -> None:
    assert critere not in situation.decided.criteres


@then(parsers.parse("la décision ne porte que sur le critère {critere}"))
def _(situation: Situation, critere: str) -> None:
    assert list(situation.decided.criteres) == [critere]


@then(parsers.parse("l'avis rendu sur le critère {critere} est sans effet"))
def _(situation: Situation, critere: str) -> None:
    found = situation.finding(critere)
    assert found.appreciation is not None
    assert not found.appreciation.retenu


@then(parsers.re(r'un avertissement mentionne "(?P<texte>[^"]+)"'))
def _(situation: Situation, texte: str) -> None:
    warnings = [plain(warning) for warning in situation.decided.avertissements]
    assert any(texte in warning for warning in warnings), warnings


@then(parsers.re(r'aucun avertissement ne mentionne "(?P<texte>[^"]+)"'))
def _(situation: Situation, texte: str) -> None:
    warnings = [plain(warning) for warning in situation.decided.avertissements]
    assert not any(texte in warning for warning in warnings), warnings


@then(parsers.re(r'un rappel mentionne "(?P<texte>[^"]+)"'))
def _(situation: Situation, texte: str) -> None:
    reminders = [plain(reminder) for reminder in situation.decided.rappels]
    assert any(texte in reminder for reminder in reminders), reminders


@then(parsers.re(r'aucun rappel ne mentionne "(?P<texte>[^"]+)"'))
def _(situation: Situation, texte: str) -> None:
    reminders = [plain(reminder) for reminder in situation.decided.rappels]
    assert not any(texte in reminder for reminder in reminders), reminders


@then(parsers.re(r'les éléments réunis mentionnent "(?P<texte>[^"]+)"'))
def _(situation: Situation, texte: str) -> None:
    gathered = plain(situation.finding().preuves)
    assert texte in gathered, gathered


@then(parsers.re(r"la source est (?P<niveau>lue|secondaire|à vérifier)"))
def _(situation: Situation, niveau: str) -> None:
    levels = {"lue": "lu", "secondaire": "secondaire", "à vérifier": "a_verifier"}
    assert situation.finding().source.niveau == levels[niveau]


@then(parsers.parse("le territoire du site est « {nom} »"))
def _(situation: Situation, nom: str) -> None:
    assert plain(situation.decided.territoire.nom or "") == nom
    assert situation.decided.territoire.statut == "labellise"


@then("le site n'est dans aucun Territoire d'industrie")
def _(situation: Situation) -> None:
    assert situation.decided.territoire.statut == "hors_ti"


@then("le territoire du site est inconnu")
def _(situation: Situation) -> None:
    assert situation.decided.territoire.statut == "inconnu"


@then(parsers.parse("la commune retenue porte le code {code}"))
def _(situation: Situation, code: str) -> None:
    assert situation.decided.territoire.commune == code


@then("la taille de l'entreprise reste inconnue")
@then("le porteur n'a pas de catégorie d'entreprise")
def _(situation: Situation) -> None:
    assert situation.decided.categorie_entreprise is None


@then(parsers.parse("l'édition appliquée est celle de {edition:d}"))
def _(situation: Situation, edition: int) -> None:
    assert situation.decided.edition == str(edition)


@then("aucune édition ne s'applique")
def _(situation: Situation) -> None:
    assert situation.decided.edition is None


@then(parsers.re(rf"la recevabilité se décide au plus tard le (?P<jour>{DAY})"))
def _(situation: Situation, jour: str) -> None:
    assert situation.decided.echeances["recevabilite"] == day(jour)


@then(parsers.re(rf"la demande se décide au plus tard le (?P<jour>{DAY})"))
def _(situation: Situation, jour: str) -> None:
    assert situation.decided.echeances["decision"] == day(jour)


@then(parsers.re(r'la saisie est refusée avec "(?P<texte>[^"]+)"'))
def _(situation: Situation, texte: str) -> None:
    assert texte in situation.refusal, situation.refusal or "la saisie est acceptée"


@then(parsers.re(r"l'orientation (?P<orientation>ORI-\d{2}) est donnée"))
def _(situation: Situation, orientation: str) -> None:
    assert orientation in situation.orientations


@then(parsers.re(r"l'orientation (?P<orientation>ORI-\d{2}) n'est pas donnée"))
def _(situation: Situation, orientation: str) -> None:
    assert orientation not in situation.orientations


@then(parsers.re(r'l\'orientation (?P<orientation>ORI-\d{2}) mentionne "(?P<texte>[^"]+)"'))
def _(situation: Situation, orientation: str, texte: str) -> None:
    said = plain(situation.orientations[orientation])
    assert texte in said, said
