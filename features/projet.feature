# language: fr
Fonctionnalité: Le projet
  Un projet d'investissement, déposé dans la période de l'édition et non commencé, d'une assiette
  éligible d'au moins 400 000 € (sauf en Corse et outre-mer), qui relève d'une thématique de la
  mesure et d'une chaîne de valeur clé de la transition.

  Contexte:
    Étant donné un dossier complet et éligible

  @PRJ-01
  Règle: La demande est déposée dans la période de l'édition

    Plan du scénario: Le dernier et le premier jour de chaque période
      Étant donné une demande reçue le <réception>
      Quand le dossier est instruit
      Alors le critère PRJ-01 est satisfait
      Et l'édition appliquée est celle de <édition>

      Exemples:
        | réception        | édition |
        | 1er janvier 2024 | 2024    |
        | 31 décembre 2024 | 2024    |
        | 12 mars 2025     | 2025    |
        | 31 décembre 2025 | 2025    |

    Plan du scénario: Une édition imposée refuse une demande reçue hors de sa période
      Étant donné une demande reçue le <réception>
      Quand le dossier est instruit selon l'édition <édition>
      Alors le critère PRJ-01 n'est pas satisfait
      Et le motif mentionne "<borne>"
      Et un avertissement mentionne "n'est pas dans sa fenêtre de dépôt"
      Et le dossier est inéligible

      Exemples: Au jour près
        | réception        | édition | borne            |
        | 31 décembre 2023 | 2024    | 1er janvier 2024 |
        | 1er janvier 2025 | 2024    | 31 décembre 2024 |
        | 11 mars 2025     | 2025    | 12 mars 2025     |
        | 1er janvier 2026 | 2025    | 31 décembre 2025 |

    Scénario: Le refus pour dépôt hors période signale que sa source est secondaire
      Étant donné une demande reçue le 11 mars 2025
      Quand le dossier est instruit selon l'édition 2025
      Alors le critère PRJ-01 n'est pas satisfait
      Et la source est secondaire
      Et un avertissement mentionne "repose sur une source secondaire"

  @PRJ-02
  Règle: Le projet n'a pas commencé avant la demande

    Scénario: Rien n'est signé
      Quand le dossier est instruit
      Alors le critère PRJ-02 est satisfait
      Et le motif mentionne "Aucun engagement ferme"

    Plan du scénario: Le premier engagement ferme n'est pas antérieur au dépôt
      Étant donné une demande reçue le 13 mai 2024
      Et un premier engagement ferme daté du <date> et aucun autre renseignement
      Quand le dossier est instruit
      Alors le critère PRJ-02 <conclusion>
      Et le motif mentionne "<date>"
      Et le dossier est <verdict>

      Exemples: Au jour près
        | date        | conclusion          | verdict    |
        | 12 mai 2024 | n'est pas satisfait | inéligible |
        | 13 mai 2024 | est satisfait       | éligible   |
        | 14 mai 2024 | est satisfait       | éligible   |

    Scénario: Un engagement déclaré et daté d'avant le dépôt fait refuser
      Étant donné une demande reçue le 13 mai 2024
      Et qu'un engagement ferme est déjà pris
      Et un premier engagement ferme pris le 2 avril 2024
      Quand le dossier est instruit
      Alors le critère PRJ-02 n'est pas satisfait
      Et le dossier est inéligible

    Scénario: Un engagement déclaré sans date laisse à déterminer
      Étant donné qu'un engagement ferme est déjà pris
      Quand le dossier est instruit
      Alors le critère PRJ-02 reste à déterminer
      Et le motif mentionne "sa date n'est pas indiquée"
      Et il manque seulement la date du premier engagement ferme
      Et le dossier est à compléter

    Scénario: L'absence d'engagement est demandée quand rien n'est dit
      Étant donné que le dossier ne dit rien sur l'absence d'engagement ferme
      Quand le dossier est instruit
      Alors le critère PRJ-02 reste à déterminer
      Et le critère PRJ-02 attend l'absence d'engagement ferme
      Et le dossier est à compléter

    Scénario: Une saisie qui nie tout engagement et en date un est refusée à la lecture
      Étant donné qu'aucun engagement n'est pris
      Et un premier engagement ferme pris le 2 avril 2024
      Quand le dossier est lu
      Alors la saisie se contredit sur le critère PRJ-02
      Et la saisie est refusée avec "gardez l'un ou l'autre"

    Scénario: L'engagement se compare au dépôt, et non à la date d'instruction imposée
      Étant donné une demande reçue le 13 mai 2024
      Et un premier engagement ferme daté du 14 mai 2024 et aucun autre renseignement
      Quand le dossier est instruit à la date du 1er juin 2024
      Alors le critère PRJ-02 est satisfait

    Scénario: Un début annoncé avant le dépôt n'est qu'un avertissement
      Étant donné une demande reçue le 13 mai 2024
      Et que le projet doit commencer le 12 mai 2024
      Quand le dossier est instruit
      Alors le critère PRJ-02 est satisfait
      Et un avertissement mentionne "12 mai 2024"
      Et le dossier est éligible

    Scénario: Un début annoncé le jour du dépôt n'appelle rien
      Étant donné une demande reçue le 13 mai 2024
      Et que le projet doit commencer le 13 mai 2024
      Quand le dossier est instruit
      Alors le critère PRJ-02 est satisfait
      Et aucun avertissement ne mentionne "avant le dépôt"

  @PRJ-03
  Règle: L'opération est un investissement

    Plan du scénario: Les natures d'opération
      Étant donné que l'opération est <opération>
      Quand le dossier est instruit
      Alors le critère PRJ-03 <conclusion>
      Et le dossier est <verdict>

      Exemples:
        | opération                     | conclusion          | verdict     |
        | une création de site          | est satisfait       | éligible    |
        | une extension                 | est satisfait       | éligible    |
        | une modernisation             | est satisfait       | éligible    |
        | un achat d'équipement         | est satisfait       | éligible    |
        | une école de production       | est satisfait       | éligible    |
        | un centre de formation        | est satisfait       | éligible    |
        | un plateau technique          | est satisfait       | éligible    |
        | d'une autre nature            | est à apprécier     | à apprécier |
        | une étude                     | n'est pas satisfait | inéligible  |
        | un renouvellement à l'identique | n'est pas satisfait | inéligible |

    Plan du scénario: Le refus dit ce qu'est l'opération
      Étant donné que l'opération est <opération>
      Quand le dossier est instruit
      Alors le critère PRJ-03 n'est pas satisfait
      Et le motif mentionne "L'opération est <opération>, "

      Exemples:
        | opération                       |
        | une étude                       |
        | un renouvellement à l'identique |

    Scénario: Une opération d'une autre nature peut être retenue par une personne
      Étant donné que l'opération est d'une autre nature
      Et qu'un avis favorable est rendu sur le critère PRJ-03
      Quand le dossier est instruit
      Alors le critère PRJ-03 est satisfait par l'avis favorable
      Et le dossier est éligible

    Scénario: Un avis favorable ne sauve pas une étude
      Étant donné que l'opération est une étude
      Et qu'un avis favorable est rendu sur le critère PRJ-03
      Quand le dossier est instruit
      Alors le critère PRJ-03 n'est pas satisfait
      Et l'avis rendu sur le critère PRJ-03 est sans effet
      Et le dossier est inéligible

    Scénario: La nature de l'opération est demandée quand elle est inconnue
      Étant donné que le dossier ne dit rien sur la nature de l'opération
      Quand le dossier est instruit
      Alors le critère PRJ-03 reste à déterminer
      Et il manque seulement la nature de l'opération

    Scénario: Des dépenses faites seulement d'études sont signalées
      Étant donné les dépenses suivantes :
        | poste              | nature     | montant      | éligible |
        | Étude de faisabilité | étude    | 700 000,00 € | oui      |
        | Maîtrise d'œuvre   | ingénierie | 280 000,00 € | oui      |
      Quand le dossier est instruit
      Alors le critère PRJ-03 est satisfait
      Et un avertissement mentionne "études ou de l'ingénierie"
      Et le dossier est éligible

    Scénario: Une seule dépense d'équipement suffit à lever l'avertissement
      Étant donné les dépenses suivantes :
        | poste                | nature     | montant      | éligible |
        | Étude de faisabilité | étude      | 280 000,00 € | oui      |
        | Four                 | équipement | 700 000,00 € | oui      |
      Quand le dossier est instruit
      Alors le critère PRJ-03 est satisfait
      Et aucun avertissement ne mentionne "études ou de l'ingénierie"

  @PRJ-04
  Règle: L'assiette éligible atteint le minimum

    Plan du scénario: Le minimum est de 400 000 €, dans les deux éditions
      Étant donné une demande reçue le <réception>
      Et une assiette éligible de <assiette>
      Quand le dossier est instruit
      Alors le critère PRJ-04 <conclusion>
      Et le motif mentionne "400 000,00 €"
      Et le dossier est <verdict>

      Exemples: Au centime près
        | réception   | assiette     | conclusion          | verdict    |
        | 13 mai 2024 | 399 999,99 € | n'est pas satisfait | inéligible |
        | 13 mai 2024 | 400 000,00 € | est satisfait       | éligible   |
        | 13 mai 2024 | 400 000,01 € | est satisfait       | éligible   |
        | 13 mai 2025 | 399 999,99 € | n'est pas satisfait | inéligible |
        | 13 mai 2025 | 400 000,00 € | est satisfait       | éligible   |

    Scénario: Le refus donne l'assiette et le minimum
      Étant donné un projet implanté à Vierzon
      Et une assiette éligible de 399 999,99 €
      Quand le dossier est instruit
      Alors le critère PRJ-04 n'est pas satisfait
      Et le motif mentionne "399 999,99 €"
      Et le motif mentionne "400 000,00 €"
      Et la source est secondaire
      Et un avertissement mentionne "repose sur une source secondaire"

    Scénario: À l'euro près du minimum, c'est l'assiette qui est donnée comme motif
      Étant donné une assiette éligible de 400 000,00 €
      Quand le dossier est instruit
      Alors le critère PRJ-04 est satisfait
      Et le motif mentionne "Assiette éligible de 400 000,00 €"

    Plan du scénario: En Corse et outre-mer, le minimum n'est pas exigé
      Étant donné une demande reçue le <réception>
      Et un projet implanté à <commune>
      Et une assiette éligible de 50 000,00 €
      Quand le dossier est instruit
      Alors le critère PRJ-04 est satisfait
      Et le motif mentionne "en Corse ou en outre-mer"

      Exemples:
        | réception   | commune                   |
        | 13 mai 2024 | Ajaccio                   |
        | 13 mai 2025 | Ajaccio                   |
        | 13 mai 2024 | Saint-Denis de La Réunion |
        | 13 mai 2025 | Saint-Denis de La Réunion |
        | 13 mai 2024 | Nouméa                    |

    Scénario: Seules les dépenses éligibles entrent dans l'assiette
      Étant donné les dépenses suivantes :
        | poste   | nature     | montant      | éligible |
        | Four    | équipement | 399 999,99 € | oui      |
        | Parking | bâtiment   | 580 000,01 € | non      |
      Quand le dossier est instruit
      Alors le critère PRJ-04 n'est pas satisfait
      Et le motif mentionne "399 999,99 €"

    Scénario: Les dépenses éligibles s'additionnent
      Étant donné les dépenses suivantes :
        | poste     | nature     | montant      | éligible |
        | Four      | équipement | 399 999,99 € | oui      |
        | Câblage   | équipement | 0,01 €       | oui      |
        | Parking   | bâtiment   | 580 000,00 € | non      |
      Quand le dossier est instruit
      Alors le critère PRJ-04 est satisfait
      Et le dossier est éligible

    Scénario: Le montant d'une dépense éligible est demandé quand il manque
      Étant donné les dépenses suivantes :
        | poste   | nature     | montant      | éligible |
        | Four    | équipement | 900 000,00 € | oui      |
        | Câblage | équipement |              | oui      |
      Quand le dossier est instruit
      Alors le critère PRJ-04 reste à déterminer
      Et le critère PRJ-04 attend le montant hors taxes de la dépense (ligne 2)

    Scénario: Un dossier qui ne dit presque rien attend la suite de ses dépenses
      Étant donné un dossier qui dit seulement :
        | champ                              | valeur           | information                               |
        | reference                          | PREUVE           | la référence du dossier                   |
        | date_depot                         | "2025-05-01"     | la date de réception de la demande        |
        | porteur.siret                      | "73282932000074" | le numéro SIRET du porteur                |
        | projet.commune                     | "18279"          | la commune du site du projet (code INSEE) |
        | projet.aucun_engagement            | oui              | l'absence d'engagement ferme              |
        | projet.thematiques                 | [decarbonation]  | les thématiques du projet                 |
        | financement.depenses[0].montant_ht | "399999.99"      | le montant hors taxes de la dépense       |
        | financement.depenses[0].eligible   | oui              | l'éligibilité de la dépense               |
        | financement.depenses[1]            | {}               | le détail des dépenses                    |
      Quand le dossier est instruit
      Alors le critère PRJ-04 reste à déterminer
      Et le dossier est à compléter

    Scénario: Le montant d'une dépense non éligible n'importe pas à l'assiette
      Étant donné les dépenses suivantes :
        | poste   | nature     | montant      | éligible |
        | Four    | équipement | 900 000,00 € | oui      |
        | Parking | bâtiment   |              | non      |
      Quand le dossier est instruit
      Alors le critère PRJ-04 est satisfait

    Scénario: L'éligibilité d'une dépense est demandée quand elle manque
      Étant donné les dépenses suivantes :
        | poste   | nature     | montant      | éligible |
        | Four    | équipement | 980 000,00 € |          |
      Quand le dossier est instruit
      Alors le critère PRJ-04 reste à déterminer
      Et il manque seulement l'éligibilité de la dépense (ligne 1)
      Et le dossier est à compléter

    Scénario: Des dépenses inconnues ne valent pas zéro
      Étant donné que le dossier ne dit rien sur le détail des dépenses
      Quand le dossier est instruit
      Alors le critère PRJ-04 reste à déterminer
      Et le critère PRJ-04 attend le détail des dépenses
      Et aucun critère ne refuse le dossier

    Scénario: En Corse, l'assiette inconnue n'est pas demandée pour ce critère
      Étant donné un projet implanté à Ajaccio
      Et que le dossier ne dit rien sur le détail des dépenses
      Quand le dossier est instruit
      Alors le critère PRJ-04 est satisfait

    Scénario: Un code de commune inconnu n'est pas une commune absente
      Étant donné une assiette éligible de 100 000,00 €
      Et un projet dont la commune porte le code 99999
      Quand le dossier est instruit
      Alors le critère PRJ-04 reste à déterminer
      Et le motif mentionne "99999 est celui d'une commune inconnue"

    Scénario: Une petite assiette sans commune connue laisse à déterminer
      Étant donné une assiette éligible de 100 000,00 €
      Et que le dossier ne dit rien sur la commune du site du projet (code INSEE)
      Quand le dossier est instruit
      Alors le critère PRJ-04 reste à déterminer
      Et le critère PRJ-04 attend la commune du site du projet (code INSEE)
      Et le dossier est à compléter
