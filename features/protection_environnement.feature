# language: fr
Fonctionnalité: La protection de l'environnement
  Les rejets polluants baissent. La règle est « à vérifier » et ne refuse jamais d'elle-même.

  Contexte:
    Étant donné un dossier complet et éligible
    Et la seule thématique protection de l'environnement

  @ENV-01
  Règle: La pollution baisse

    Plan du scénario: Les rejets avant et après le projet
      Étant donné des rejets polluants de <avant> puis <après> kg par an
      Quand le dossier est instruit
      Alors le critère ENV-01 <conclusion>
      Et aucun critère ne refuse le dossier
      Et le dossier est <verdict>

      Exemples: La moindre baisse suffit
        | avant | après | conclusion      | verdict     |
        | 150   | 40    | est satisfait   | éligible    |
        | 150   | 149,9 | est satisfait   | éligible    |
        | 150   | 150   | est à apprécier | à apprécier |
        | 150   | 160   | est à apprécier | à apprécier |

    Scénario: Des rejets qui ne baissent pas ne refusent jamais
      Étant donné des rejets polluants de 150 puis 150 kg par an
      Quand le dossier est instruit
      Alors le critère ENV-01 est à apprécier
      Et la source est à vérifier
      Et le motif mentionne "règle non vérifiée"
      Et aucun critère ne refuse le dossier

    Scénario: Une personne retient un projet dont les rejets ne baissent pas
      Étant donné des rejets polluants de 150 puis 150 kg par an
      Et qu'un avis favorable est rendu sur le critère ENV-01
      Quand le dossier est instruit
      Alors le critère ENV-01 est satisfait par l'avis favorable

    Scénario: Les rejets sont demandés quand ils sont inconnus
      Quand le dossier est instruit
      Alors le critère ENV-01 reste à déterminer
      Et le critère ENV-01 attend les rejets polluants annuels avant le projet
      Et le critère ENV-01 attend les rejets polluants annuels après le projet
      Et le dossier est à compléter

    Scénario: Les rejets importent peu sous une autre thématique
      Étant donné la seule thématique décarbonation
      Quand le dossier est instruit
      Alors le critère ENV-01 est sans objet

    Scénario: Un projet de compétences n'est pas jugé sur cet effet
      Étant donné un projet de compétences porté par une entreprise
      Et la seule thématique protection de l'environnement
      Quand le dossier est instruit
      Alors le critère ENV-01 est sans objet
