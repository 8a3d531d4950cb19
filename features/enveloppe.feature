# language: fr
Fonctionnalité: L'enveloppe régionale et le rebond industriel
  L'enveloppe du Centre-Val de Loire finance les projets de ses douze territoires. Quelques territoires
  débordent la région, et deux communes de la région sont dans un territoire voisin : l'enveloppe
  compétente est alors à déterminer. Le volet « rebond industriel » (édition 2024) concerne quatre
  secteurs, dont l'agglomération de Blois.

  Contexte:
    Étant donné un dossier complet et éligible

  @TER-03
  Règle: Le projet relève de l'enveloppe de Centre-Val de Loire

    Scénario: Dans la région et dans l'un de ses territoires
      Étant donné un projet implanté à Vierzon
      Quand le dossier est instruit
      Alors le critère TER-03 est satisfait
      Et le motif mentionne "Berry Sologne"
      Et aucun avertissement ne mentionne "les préfectures des deux régions"

    Plan du scénario: Dans la région mais hors des territoires labellisés
      Étant donné un projet implanté à <commune>
      Quand le dossier est instruit
      Alors le critère TER-03 n'est pas satisfait
      Et le motif mentionne "hors des territoires labellisés"
      Et aucun avertissement ne mentionne "les préfectures des deux régions"
      Et le dossier est inéligible

      Exemples:
        | commune |
        | Tours   |
        | Blois   |

    Plan du scénario: Dans un territoire de la région mais hors de la région
      Étant donné un projet dont la commune porte le code <code>
      Quand le dossier est instruit
      Alors le critère TER-03 est à apprécier
      Et le motif mentionne "enveloppe compétente à déterminer"
      Et le territoire du site est « <territoire> »
      Et un avertissement mentionne "les préfectures des deux régions"
      Et aucun critère ne refuse le dossier
      Et le dossier est à apprécier

      Exemples: Six communes de l'Eure et une de l'Yonne
        | code  | territoire                                         |
        | 27230 | Pays de Dreux – Portes Euréliennes d'Île-de-France |
        | 27355 | Pays de Dreux – Portes Euréliennes d'Île-de-France |
        | 27376 | Pays de Dreux – Portes Euréliennes d'Île-de-France |
        | 27378 | Pays de Dreux – Portes Euréliennes d'Île-de-France |
        | 27438 | Pays de Dreux – Portes Euréliennes d'Île-de-France |
        | 27543 | Pays de Dreux – Portes Euréliennes d'Île-de-France |
        | 89350 | Est du Loiret                                      |

    Plan du scénario: Dans la région mais dans un territoire d'une autre région
      Étant donné un projet implanté à <commune>
      Quand le dossier est instruit
      Alors le critère TER-03 est à apprécier
      Et le motif mentionne "enveloppe compétente à déterminer"
      Et le territoire du site est « <territoire> »
      Et un avertissement mentionne "est porté par une autre région"
      Et le dossier est à apprécier

      Exemples: Une commune du Cher et une d'Eure-et-Loir
        | commune                | territoire                                                   |
        | La Chapelle-Montlinard | Nevers Val de Loire                                          |
        | Montigny-sur-Avre      | Pays de Bernay, de Conches, du Neubourg et du Sud de l'Eure  |

    Scénario: Une personne dit quelle enveloppe finance une commune frontalière
      Étant donné un projet implanté à Ézy-sur-Eure
      Et qu'un avis favorable est rendu sur le critère TER-03
      Quand le dossier est instruit
      Alors le critère TER-03 est satisfait par l'avis favorable
      Et le dossier est éligible

    Plan du scénario: Dans une autre région, l'enveloppe n'est pas celle-ci, même sans la liste nationale
      Étant donné un projet implanté à <commune>
      Quand le dossier est instruit
      Alors le critère TER-03 n'est pas satisfait
      Et le motif mentionne "relève d'une autre région"
      Et le dossier est inéligible

      Exemples:
        | commune                    |
        | Paris                      |
        | Nantes                     |
        | Ajaccio                    |
        | Saint-Denis de La Réunion  |

    Scénario: Dans une autre région, il en va de même avec la liste nationale
      Étant donné que la liste nationale des territoires est chargée
      Et un projet implanté à Nantes
      Quand le dossier est instruit
      Alors le critère TER-03 n'est pas satisfait
      Et le motif mentionne "relève d'une autre région"
      Et aucun avertissement ne mentionne "les préfectures des deux régions"

    Scénario: L'enveloppe ne se détermine pas sans la commune
      Étant donné que le dossier ne dit rien sur la commune du site du projet (code INSEE)
      Quand le dossier est instruit
      Alors le critère TER-03 reste à déterminer
      Et le critère TER-03 attend la commune du site du projet (code INSEE)

    Scénario: L'enveloppe ne se détermine pas avec un code inconnu
      Étant donné un projet dont la commune porte le code 99999
      Quand le dossier est instruit
      Alors le critère TER-03 reste à déterminer
      Et le motif mentionne "commune inconnue"
      Et aucun critère ne refuse le dossier

  @TER-04
  Règle: Le site est dans un territoire « rebond industriel »

    Plan du scénario: Les secteurs suivis par une mission « rebond industriel »
      Étant donné que le projet est présenté au titre du « rebond industriel »
      Et un projet implanté à <commune>
      Quand le dossier est instruit
      Alors le critère TER-04 <conclusion>

      Exemples: Blois y est, bien que hors de tout Territoire d'industrie
        | commune              | conclusion          |
        | Vierzon              | est satisfait       |
        | Dreux                | est satisfait       |
        | Romorantin-Lanthenay | est satisfait       |
        | Blois                | est satisfait       |
        | Ézy-sur-Eure         | est satisfait       |
        | Châteauroux          | n'est pas satisfait |
        | Montargis            | n'est pas satisfait |
        | Tours                | n'est pas satisfait |

    Scénario: Le refus dit que le site n'est pas suivi par une mission
      Étant donné que le projet est présenté au titre du « rebond industriel »
      Et un projet implanté à Orléans
      Quand le dossier est instruit
      Alors le critère TER-04 n'est pas satisfait
      Et le motif mentionne "rebond industriel"
      Et le dossier est inéligible

    Scénario: La mission ne remplace pas le label, Blois reste hors des territoires
      Étant donné que le projet est présenté au titre du « rebond industriel »
      Et un projet implanté à Blois
      Quand le dossier est instruit
      Alors le critère TER-04 est satisfait
      Et le site n'est dans aucun Territoire d'industrie
      Et le dossier est inéligible

    Plan du scénario: Les missions d'une autre région ne sont pas connues
      Étant donné que le projet est présenté au titre du « rebond industriel »
      Et un projet implanté à <commune>
      Quand le dossier est instruit
      Alors le critère TER-04 reste à déterminer
      Et le motif mentionne "autre région"
      Et le critère TER-04 n'attend rien du porteur

      Exemples:
        | commune            |
        | Nantes             |
        | Saint-Loup-d'Ordon |

    Scénario: Le rattachement au volet est demandé quand il est inconnu et que le site n'y est pas
      Étant donné un projet implanté à Orléans
      Et que le dossier ne dit rien sur le rattachement du projet au volet « rebond industriel »
      Quand le dossier est instruit
      Alors le critère TER-04 reste à déterminer
      Et il manque seulement le rattachement du projet au volet « rebond industriel »

    Scénario: Le rattachement inconnu est seul en cause, même dans une autre région
      Étant donné un projet implanté à Paris
      Et que le dossier ne dit rien sur le rattachement du projet au volet « rebond industriel »
      Quand le dossier est instruit
      Alors le critère TER-04 reste à déterminer
      Et le motif mentionne "Il reste à savoir si le projet est présenté"

    Scénario: Le rattachement au volet importe peu quand le site y est
      Étant donné un projet implanté à Vierzon
      Et que le dossier ne dit rien sur le rattachement du projet au volet « rebond industriel »
      Quand le dossier est instruit
      Alors le critère TER-04 est satisfait

    Scénario: La commune est demandée pour un projet du volet
      Étant donné que le projet est présenté au titre du « rebond industriel »
      Et que le dossier ne dit rien sur la commune du site du projet (code INSEE)
      Quand le dossier est instruit
      Alors le critère TER-04 reste à déterminer
      Et le critère TER-04 attend la commune du site du projet (code INSEE)

    Scénario: Un projet ordinaire n'a pas à être dans un territoire « rebond industriel »
      Étant donné un projet implanté à Orléans
      Quand le dossier est instruit
      Alors le critère TER-04 est sans objet
      Et le dossier est éligible
