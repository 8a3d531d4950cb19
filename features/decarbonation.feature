# language: fr
Fonctionnalité: La décarbonation
  La baisse des émissions n'a été lue dans aucun texte comme une condition chiffrée : la règle est
  « à vérifier ». Elle éclaire l'instruction et ne refuse jamais d'elle-même.

  Contexte:
    Étant donné un dossier complet et éligible

  @DEC-01
  Règle: Les émissions de gaz à effet de serre baissent

    Plan du scénario: Les émissions avant et après le projet
      Étant donné des émissions de <avant> puis <après> tonnes par an
      Quand le dossier est instruit
      Alors le critère DEC-01 <conclusion>
      Et la source est à vérifier
      Et aucun critère ne refuse le dossier
      Et le dossier est <verdict>

      Exemples: La moindre baisse suffit
        | avant | après    | conclusion      | verdict     |
        | 4 200 | 1 300    | est satisfait   | éligible    |
        | 4 200 | 4 199,99 | est satisfait   | éligible    |
        | 4 200 | 4 200    | est à apprécier | à apprécier |
        | 4 200 | 4 200,01 | est à apprécier | à apprécier |
        | 0     | 0        | est à apprécier | à apprécier |

    Scénario: Des émissions qui ne baissent pas ne refusent jamais
      Étant donné des émissions de 4 200 puis 5 000 tonnes par an
      Quand le dossier est instruit
      Alors le critère DEC-01 est à apprécier
      Et le motif mentionne "règle non vérifiée"
      Et un avertissement mentionne "DEC-01"
      Et aucun critère ne refuse le dossier

    Scénario: Une personne peut refuser un projet dont les émissions ne baissent pas
      Étant donné des émissions de 4 200 puis 5 000 tonnes par an
      Et qu'un avis défavorable est rendu sur le critère DEC-01
      Quand le dossier est instruit
      Alors le critère DEC-01 est écarté par l'avis défavorable
      Et le dossier est inéligible

    Scénario: Les émissions sont demandées quand elles sont inconnues
      Étant donné que le dossier ne dit rien sur les émissions annuelles avant le projet
      Et que le dossier ne dit rien sur les émissions annuelles après le projet
      Quand le dossier est instruit
      Alors le critère DEC-01 reste à déterminer
      Et le critère DEC-01 attend les émissions annuelles avant le projet
      Et le critère DEC-01 attend les émissions annuelles après le projet
      Et aucun critère ne refuse le dossier
      Et le dossier est à compléter

    Scénario: Les émissions importent peu sous une autre thématique
      Étant donné la seule thématique gestion des ressources
      Et des émissions de 4 200 puis 5 000 tonnes par an
      Quand le dossier est instruit
      Alors le critère DEC-01 est sans objet
      Et le dossier est éligible

    Scénario: Les émissions importent peu pour un projet de compétences
      Étant donné un projet de compétences porté par un établissement de formation
      Et les thématiques compétences et décarbonation
      Quand le dossier est instruit
      Alors le critère DEC-01 est sans objet
