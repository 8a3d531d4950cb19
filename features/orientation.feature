# language: fr
Fonctionnalité: Vers qui se tourner
  Le verdict rendu, le dossier est orienté : l'offre d'ingénierie s'il n'est pas assez mûr, le chef de
  projet du territoire ou sa gouvernance, les missions en cours, la préfecture et la Région, les délais.

  Contexte:
    Étant donné un dossier complet et éligible

  @ORI-01
  Règle: Le projet n'est pas assez mûr

    Scénario: Des études inachevées mènent à l'offre d'ingénierie
      Étant donné les études du projet ne sont pas achevées
      Quand le dossier est instruit
      Alors l'orientation ORI-01 est donnée
      Et l'orientation ORI-01 mentionne "Les études du projet ne sont pas achevées"
      Et l'orientation ORI-01 mentionne "Berry Sologne"

    Scénario: Un projet jugé insuffisamment mûr y mène aussi
      Étant donné un avis défavorable est rendu sur le critère PRJ-07
      Quand le dossier est instruit
      Alors l'orientation ORI-01 est donnée
      Et l'orientation ORI-01 mentionne "jugé insuffisamment mûr"

    Scénario: Une étude n'est pas un investissement, mais elle a son offre
      Étant donné l'opération est une étude
      Quand le dossier est instruit
      Alors l'orientation ORI-01 est donnée
      Et l'orientation ORI-01 mentionne "que la mesure ne finance pas"

    Scénario: Un projet mûr n'y est pas renvoyé
      Quand le dossier est instruit
      Alors l'orientation ORI-01 n'est pas donnée

    Scénario: Des études dont on ne dit rien ne sont pas des études inachevées
      Étant donné que le dossier ne dit rien sur l'achèvement des études
      Quand le dossier est instruit
      Alors l'orientation ORI-01 n'est pas donnée

    Scénario: L'offre est celle des territoires labellisés
      Étant donné les études du projet ne sont pas achevées
      Et un projet implanté à Tours
      Quand le dossier est instruit
      Alors l'orientation ORI-01 n'est pas donnée

  @ORI-02
  Règle: Les chiffres de faisabilité manquent

    Scénario: Une décarbonation sans chiffres mène à l'offre d'ingénierie
      Étant donné la seule thématique décarbonation
      Et que le dossier ne dit rien sur les émissions annuelles après le projet
      Quand le dossier est instruit
      Alors le critère DEC-01 reste à déterminer
      Et l'orientation ORI-02 est donnée
      Et l'orientation ORI-02 mentionne "diagnostic, étude d'impact, identification de financements"

    Scénario: Des effets chiffrés n'y mènent pas
      Étant donné la seule thématique décarbonation
      Quand le dossier est instruit
      Alors l'orientation ORI-02 n'est pas donnée

    Plan du scénario: Chaque thème environnemental sans chiffres y mène de même
      Étant donné la seule thématique <thématique>
      Et une consommation d'énergie de 9 100 puis 9 100 MWh par an
      Quand le dossier est instruit
      Alors l'orientation ORI-02 est donnée

      Exemples:
        | thématique                    |
        | gestion des ressources        |
        | génie écologique              |
        | protection de l'environnement |

  @ORI-03
  Règle: Le chef de projet du territoire est en poste

    Plan du scénario: Cinq territoires ont leur chef de projet (état de février 2024)
      Étant donné un projet implanté à <commune>
      Quand le dossier est instruit
      Alors l'orientation ORI-03 est donnée
      Et l'orientation ORI-03 mentionne "février 2024, à vérifier"
      Et l'orientation ORI-04 n'est pas donnée
      Et l'orientation ORI-05 n'est pas donnée

      Exemples:
        | commune    |
        | Amboise    |
        | Montargis  |
        | Châteaudun |
        | Chartres   |
        | Orléans    |

    Scénario: Berry Sologne n'a pas de chef de projet
      Étant donné un projet implanté à Vierzon
      Quand le dossier est instruit
      Alors l'orientation ORI-03 n'est pas donnée

  @ORI-04
  Règle: Le territoire recrute son chef de projet

    Plan du scénario: Quatre territoires recrutent (état de février 2024)
      Étant donné un projet implanté à <commune>
      Quand le dossier est instruit
      Alors l'orientation ORI-04 est donnée
      Et l'orientation ORI-04 mentionne "Le poste peut être cofinancé"
      Et l'orientation ORI-03 n'est pas donnée

      Exemples:
        | commune           |
        | Dreux             |
        | Nogent-le-Rotrou  |
        | Pithiviers        |
        | Issoudun          |

    Scénario: Chartres Métropole ne recrute plus
      Étant donné un projet implanté à Chartres
      Quand le dossier est instruit
      Alors l'orientation ORI-04 n'est pas donnée

  @ORI-05
  Règle: Le territoire n'a pas encore demandé de chef de projet

    Plan du scénario: Trois territoires sont attendus (état de février 2024)
      Étant donné un projet implanté à <commune>
      Quand le dossier est instruit
      Alors l'orientation ORI-05 est donnée
      Et l'orientation ORI-05 mentionne "peut l'être auprès de l'État"

      Exemples:
        | commune              |
        | Vierzon              |
        | Romorantin-Lanthenay |
        | Châteauroux          |

    Scénario: Nord Loiret recrute déjà
      Étant donné un projet implanté à Pithiviers
      Quand le dossier est instruit
      Alors l'orientation ORI-05 n'est pas donnée

  @ORI-06
  Règle: Le site est en territoire « rebond industriel »

    Plan du scénario: Les missions de 2023, d'un territoire ou d'une intercommunalité
      Étant donné un projet implanté à <commune>
      Quand le dossier est instruit
      Alors l'orientation ORI-06 est donnée
      Et l'orientation ORI-06 mentionne "<mission>"

      Exemples:
        | commune              | mission                         |
        | Blois                | Agglopolys                      |
        | Romorantin-Lanthenay | CC du Romorantinais             |
        | Dreux                | Portes Euréliennes              |
        | Vierzon              | Le territoire « Berry Sologne » |

    Scénario: Orléans n'a pas de mission « rebond industriel »
      Étant donné un projet implanté à Orléans
      Quand le dossier est instruit
      Alors l'orientation ORI-06 n'est pas donnée

  @ORI-07
  Règle: Le site est en territoire « choc industriel »

    Plan du scénario: Les missions de 2022, par leurs villes
      Étant donné un projet implanté à <commune>
      Quand le dossier est instruit
      Alors l'orientation ORI-07 est donnée
      Et l'orientation ORI-07 mentionne "2022"

      Exemples:
        | commune     |
        | Montargis   |
        | Gien        |
        | Châteauroux |
        | Issoudun    |

    Scénario: Vierzon n'a pas eu de mission « choc industriel »
      Étant donné un projet implanté à Vierzon
      Quand le dossier est instruit
      Alors l'orientation ORI-07 n'est pas donnée

  @ORI-08
  Règle: Le site n'est dans aucun Territoire d'industrie

    Scénario: Hors de tout territoire, il reste d'autres aides
      Étant donné un projet implanté à Tours
      Quand le dossier est instruit
      Alors l'orientation ORI-08 est donnée
      Et l'orientation ORI-08 mentionne "une autre mesure du Fonds vert"
      Et le dossier est inéligible

    Scénario: Dans un territoire labellisé, la mesure est là
      Quand le dossier est instruit
      Alors l'orientation ORI-08 n'est pas donnée

    Scénario: Sans la liste nationale, on ne dit pas d'un site d'ailleurs qu'il est hors territoire
      Étant donné un projet implanté à Nantes
      Quand le dossier est instruit
      Alors l'orientation ORI-08 n'est pas donnée

  @ORI-09
  Règle: Le site relève d'une autre région

    Scénario: Un site d'une autre région va à sa préfecture de région
      Étant donné un projet implanté à Nantes
      Quand le dossier est instruit
      Alors l'orientation ORI-09 est donnée
      Et l'orientation ORI-09 mentionne "Pays de la Loire"

    Scénario: Un site de la région n'y va pas
      Quand le dossier est instruit
      Alors l'orientation ORI-09 n'est pas donnée

    Scénario: Hors de la région mais dans un territoire qu'elle porte, l'enveloppe reste à déterminer
      Étant donné un projet implanté à Ézy-sur-Eure
      Quand le dossier est instruit
      Alors l'orientation ORI-09 n'est pas donnée

    Scénario: Un site de la région hors de tout territoire n'y va pas non plus
      Étant donné un projet implanté à Tours
      Quand le dossier est instruit
      Alors l'orientation ORI-09 n'est pas donnée

  @ORI-10
  Règle: Le service de l'État le plus proche

    Plan du scénario: La préfecture au chef-lieu du département, la sous-préfecture ailleurs
      Étant donné un projet implanté à <commune>
      Quand le dossier est instruit
      Alors l'orientation ORI-10 est donnée
      Et l'orientation ORI-10 mentionne "<service>"

      Exemples:
        | commune              | service                                |
        | Chartres             | La préfecture (Chartres)               |
        | Dreux                | La sous-préfecture (Dreux)             |
        | Châteaudun           | La sous-préfecture (Châteaudun)        |
        | Romorantin-Lanthenay | La sous-préfecture (Romorantin-Lanthenay) |

    Scénario: Une commune inconnue n'a pas de préfecture
      Étant donné que le dossier ne dit rien sur la commune du site du projet (code INSEE)
      Quand le dossier est instruit
      Alors l'orientation ORI-10 n'est pas donnée

  @ORI-11
  Règle: Le Conseil régional

    Scénario: La Région du site est nommée
      Quand le dossier est instruit
      Alors l'orientation ORI-11 est donnée
      Et l'orientation ORI-11 mentionne "Centre-Val de Loire"

    Scénario: Sans commune, pas de région
      Étant donné que le dossier ne dit rien sur la commune du site du projet (code INSEE)
      Quand le dossier est instruit
      Alors l'orientation ORI-11 n'est pas donnée

  @ORI-12
  Règle: Les délais

    Scénario: Les deux délais sont dits avec leurs dates
      Étant donné une demande reçue le 31 décembre 2024
      Quand le dossier est instruit
      Alors l'orientation ORI-12 est donnée
      Et l'orientation ORI-12 mentionne "28 février 2025"
      Et l'orientation ORI-12 mentionne "31 août 2025"
