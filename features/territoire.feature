# language: fr
Fonctionnalité: Le territoire du site
  La mesure concerne les Territoires d'industrie labellisés pour la phase 2. L'enveloppe de 5,6 millions
  d'euros est celle du Centre-Val de Loire, qui en compte douze. Seule compte la commune du site du
  projet, jamais celle du siège. Une commune que l'on ne sait pas situer n'est pas « hors territoire ».

  Contexte:
    Étant donné un dossier complet et éligible

  @TER-01
  Règle: Le site du projet est dans un Territoire d'industrie labellisé

    Plan du scénario: Une commune de chacun des douze territoires de la région
      Étant donné un projet implanté à <commune>
      Quand le dossier est instruit
      Alors le critère TER-01 est satisfait
      Et le territoire du site est « <territoire> »
      Et le dossier est éligible

      Exemples:
        | commune              | territoire                                           |
        | Vierzon              | Berry Sologne                                        |
        | Bourges              | Berry Sologne                                        |
        | Chartres             | Chartres Métropole                                   |
        | Châteauroux          | Châteauroux – Buzançais – Argenton                   |
        | Montargis            | Est du Loiret                                        |
        | Amboise              | Grand Est Touraine                                   |
        | Issoudun             | Issoudun                                             |
        | Pithiviers           | Nord Loiret                                          |
        | Orléans              | Orléans Métropole – Beauce Loirétaine                |
        | Dreux                | Pays de Dreux – Portes Euréliennes d'Île-de-France   |
        | Nogent-le-Rotrou     | Perche Industrie                                     |
        | Romorantin-Lanthenay | Sologne Val de Cher                                  |
        | Châteaudun           | Sud Eure-et-Loir                                     |

    Plan du scénario: Des communes de la région ne sont dans aucun territoire
      Étant donné un projet implanté à <commune>
      Quand le dossier est instruit
      Alors le critère TER-01 n'est pas satisfait
      Et le motif mentionne "<commune>"
      Et le site n'est dans aucun Territoire d'industrie
      Et le dossier est inéligible

      Exemples:
        | commune              |
        | Tours                |
        | Blois                |
        | Vendôme              |
        | Saint-Amand-Montrond |
        | Loches               |

    Scénario: La commune du site est demandée quand elle est inconnue
      Étant donné que le dossier ne dit rien sur la commune du site du projet (code INSEE)
      Quand le dossier est instruit
      Alors le critère TER-01 reste à déterminer
      Et il manque seulement la commune du site du projet (code INSEE)
      Et le dossier est à compléter

    Plan du scénario: Un code que le code officiel géographique ignore n'est pas « hors territoire »
      Étant donné un projet dont la commune porte le code <code>
      Quand le dossier est instruit
      Alors le critère TER-01 reste à déterminer
      Et le motif mentionne "commune inconnue"
      Et le territoire du site est inconnu
      Et le critère TER-01 attend la commune du site du projet (code INSEE)
      Et aucun critère ne refuse le dossier
      Et le dossier est à compléter

      Exemples: Dont un code postal pris pour un code de commune
        | code  |
        | 99999 |
        | 18999 |
        | 36000 |

    Plan du scénario: Une ancienne commune est rattachée à celle d'aujourd'hui
      Étant donné un projet dont la commune porte le code <ancien code>
      Quand le dossier est instruit
      Alors le critère TER-01 <conclusion>
      Et la commune retenue porte le code <code actuel>
      Et un avertissement mentionne "<ancien code>"

      Exemples: Commune déléguée, puis commune fusionnée
        | ancien code | code actuel | conclusion          |
        | 41092       | 41059       | est satisfait       |
        | 18131       | 18173       | n'est pas satisfait |

    Scénario: Une commune qui partage son code avec sa commune déléguée n'est pas une ancienne commune
      Étant donné un projet dont la commune porte le code 28319
      Quand le dossier est instruit
      Alors le critère TER-01 n'est pas satisfait
      Et la commune retenue porte le code 28319
      Et aucun avertissement ne mentionne "a pour commune actuelle"

    Scénario: Hors de la région, tout dépend de la liste nationale, qui n'est pas chargée
      Étant donné un projet implanté à Nantes
      Quand le dossier est instruit
      Alors le critère TER-01 reste à déterminer
      Et le motif mentionne "liste nationale non chargée"
      Et le territoire du site est inconnu
      Et le critère TER-01 n'attend rien du porteur
      Et un avertissement mentionne "liste nationale"

    Scénario: La liste nationale chargée situe une commune d'une autre région
      Étant donné que la liste nationale des territoires est chargée
      Et un projet implanté à Nantes
      Quand le dossier est instruit
      Alors le critère TER-01 est satisfait
      Et le territoire du site est « Territoire d'essai »

    Scénario: Une commune absente de la liste nationale chargée est hors de tout territoire
      Étant donné que la liste nationale des territoires est chargée
      Et un projet implanté à Paris
      Quand le dossier est instruit
      Alors le critère TER-01 n'est pas satisfait
      Et le site n'est dans aucun Territoire d'industrie

  @TER-02
  Règle: La gouvernance du Territoire d'industrie est d'accord

    Scénario: L'accord de la gouvernance est donné
      Étant donné que la gouvernance du territoire a donné son accord le 22 avril 2024
      Quand le dossier est instruit
      Alors le critère TER-02 est satisfait
      Et le motif mentionne "22 avril 2024"

    Scénario: Un avis défavorable de la gouvernance fait refuser
      Étant donné que la gouvernance du territoire est défavorable au projet
      Quand le dossier est instruit
      Alors le critère TER-02 n'est pas satisfait
      Et le motif mentionne "avis défavorable"
      Et le dossier est inéligible

    Scénario: Un accord en attente laisse le dossier à compléter
      Étant donné que la gouvernance du territoire est encore en attente
      Quand le dossier est instruit
      Alors le critère TER-02 reste à déterminer
      Et le motif mentionne "en attente"
      Et il manque seulement l'avis de la gouvernance du Territoire d'industrie
      Et le dossier est à compléter

    Scénario: Un accord inconnu est demandé
      Étant donné que le dossier ne dit rien sur l'avis de la gouvernance du Territoire d'industrie
      Quand le dossier est instruit
      Alors le critère TER-02 reste à déterminer
      Et il manque seulement l'avis de la gouvernance du Territoire d'industrie

    Scénario: L'accord n'est exigé que des entreprises
      Étant donné un projet de compétences porté par une collectivité
      Et que la gouvernance du territoire est défavorable au projet
      Quand le dossier est instruit
      Alors le critère TER-02 est sans objet
