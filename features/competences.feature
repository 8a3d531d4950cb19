# language: fr
Fonctionnalité: Les compétences
  La mesure finance aussi les lieux de formation aux métiers de la transition industrielle : écoles de
  production, centres de formation, plateaux techniques.

  Contexte:
    Étant donné un dossier complet et éligible
    Et un projet de compétences porté par un établissement de formation

  @CMP-01
  Règle: L'opération crée ou développe un lieu de formation

    Plan du scénario: Les natures d'opération
      Étant donné que l'opération est <opération>
      Quand le dossier est instruit
      Alors le critère CMP-01 <conclusion>
      Et le dossier est <verdict>

      Exemples:
        | opération                       | conclusion          | verdict     |
        | une école de production         | est satisfait       | éligible    |
        | un centre de formation          | est satisfait       | éligible    |
        | un plateau technique            | est satisfait       | éligible    |
        | une création de site            | est à apprécier     | à apprécier |
        | une extension                   | est à apprécier     | à apprécier |
        | une modernisation               | est à apprécier     | à apprécier |
        | un achat d'équipement           | est à apprécier     | à apprécier |
        | d'une autre nature              | est à apprécier     | à apprécier |
        | une étude                       | n'est pas satisfait | inéligible  |
        | un renouvellement à l'identique | n'est pas satisfait | inéligible  |

    Plan du scénario: Le refus dit ce qu'est l'opération
      Étant donné que l'opération est <opération>
      Quand le dossier est instruit
      Alors le critère CMP-01 n'est pas satisfait
      Et le motif mentionne "L'opération est <opération>, et non un investissement"

      Exemples:
        | opération                       |
        | une étude                       |
        | un renouvellement à l'identique |

    Scénario: Une personne retient l'apport d'une extension aux compétences
      Étant donné que l'opération est une extension
      Et qu'un avis favorable est rendu sur le critère CMP-01
      Quand le dossier est instruit
      Alors le critère CMP-01 est satisfait par l'avis favorable
      Et le dossier est éligible

    Scénario: La nature de l'opération est demandée quand elle est inconnue
      Étant donné que le dossier ne dit rien sur la nature de l'opération
      Quand le dossier est instruit
      Alors le critère CMP-01 reste à déterminer
      Et il manque seulement la nature de l'opération

    Scénario: Un investissement n'a pas à être un lieu de formation
      Étant donné que le porteur est une entreprise
      Et que le projet relève du volet investissement
      Et la seule thématique décarbonation
      Quand le dossier est instruit
      Alors le critère CMP-01 est sans objet

  @CMP-02
  Règle: Le projet sert les métiers de la transition industrielle

    Plan du scénario: Des personnes formées, aux métiers d'une chaîne de valeur de la liste
      Étant donné <personnes> personnes formées par an
      Et que la chaîne de valeur est <chaîne>
      Quand le dossier est instruit
      Alors le critère CMP-02 <conclusion>

      Exemples:
        | personnes | chaîne            | conclusion      |
        | 24        | le recyclage      | est satisfait   |
        | 1         | le recyclage      | est satisfait   |
        | 0         | le recyclage      | est à apprécier |
        | 24        | d'une autre sorte | est à apprécier |
        | 24        | absente           | est à apprécier |

    Scénario: Un projet qui ne forme personne ne refuse jamais
      Étant donné 0 personnes formées par an
      Quand le dossier est instruit
      Alors le critère CMP-02 est à apprécier
      Et le motif mentionne "aucune personne formée"
      Et aucun critère ne refuse le dossier
      Et le dossier est à apprécier

    Scénario: Une personne retient l'utilité du projet pour les métiers
      Étant donné 0 personnes formées par an
      Et qu'un avis favorable est rendu sur le critère CMP-02
      Quand le dossier est instruit
      Alors le critère CMP-02 est satisfait par l'avis favorable
      Et le dossier est éligible

    Scénario: Le nombre de personnes formées est demandé quand il est inconnu
      Étant donné que le dossier ne dit rien sur le nombre de personnes formées par an
      Quand le dossier est instruit
      Alors le critère CMP-02 reste à déterminer
      Et il manque seulement le nombre de personnes formées par an

    Scénario: Une chaîne hors de la liste suffit pour qu'une personne apprécie
      Étant donné que la chaîne de valeur est d'une autre sorte
      Et que le dossier ne dit rien sur le nombre de personnes formées par an
      Quand le dossier est instruit
      Alors le critère CMP-02 est à apprécier

    Scénario: Un investissement n'a pas à former
      Étant donné que le projet relève du volet investissement
      Quand le dossier est instruit
      Alors le critère CMP-02 est sans objet
