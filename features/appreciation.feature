# language: fr
Fonctionnalité: La grille d'appréciation
  Une aide au jugement, jamais une règle : aucune grille officielle n'a été lue, et la note le dit. Une
  information absente laisse une fourchette ; une ligne qui ne concerne pas le projet ne compte pas.

  Contexte:
    Étant donné un dossier complet et éligible

  @APP-09
  Scénario: La note dit toujours ce qu'elle est
    Quand le dossier est instruit
    Alors la note dit qu'aucune grille officielle n'a été lue
    Et la note est connue
    Et la ligne APP-09 vaut 6 points

  @APP-01
  Règle: Les émissions évitées

    Plan du scénario: Plus de tonnes évitées, plus de points
      Étant donné la seule thématique décarbonation
      Et des émissions de <avant> puis 0 tonnes par an
      Quand le dossier est instruit
      Alors la ligne APP-01 vaut <points>

      Exemples:
        | avant  | points    |
        | 49,9   | 0 point   |
        | 50     | 3 points  |
        | 199,9  | 3 points  |
        | 200    | 6 points  |
        | 500    | 8 points  |
        | 1000   | 10 points |
        | 2999,9 | 10 points |
        | 3000   | 12 points |

    Scénario: Sans le chiffre d'après, la ligne reste ouverte jusqu'aux émissions d'avant
      Étant donné la seule thématique décarbonation
      Et des émissions de 600 puis 0 tonnes par an
      Et que le dossier ne dit rien sur les émissions annuelles après le projet
      Quand le dossier est instruit
      Alors la ligne APP-01 vaut entre 0 et 8 points
      Et la ligne APP-01 attend les émissions annuelles après le projet
      Et la note est une fourchette

    Scénario: La ligne ne compte que pour une décarbonation
      Étant donné la seule thématique génie écologique
      Quand le dossier est instruit
      Alors la ligne APP-01 ne compte pas

    Scénario: Sans les thématiques, nul ne sait si la ligne compte
      Étant donné que le dossier ne dit rien sur les thématiques du projet
      Quand le dossier est instruit
      Alors la ligne APP-01 vaut entre 0 et 10 points
      Et la ligne APP-01 mentionne "si la ligne compte"
      Et la ligne APP-01 attend les thématiques du projet
      Et la note est une fourchette

  @APP-02
  Règle: Le coût de la tonne évitée

    Plan du scénario: Une tonne moins chère vaut plus
      Étant donné la seule thématique décarbonation
      Et des émissions de 1000 puis 0 tonnes par an
      Et un montant demandé de <montant>
      Quand le dossier est instruit
      Alors la ligne APP-02 vaut <points>

      Exemples:
        | montant        | points    |
        | 100 000,00 €   | 10 points |
        | 100 000,01 €   | 8 points  |
        | 250 000,00 €   | 8 points  |
        | 250 000,01 €   | 5 points  |
        | 500 000,01 €   | 2 points  |
        | 1 000 000,01 € | 0 point   |

    Scénario: Sans tonne évitée, c'est le pire, jamais le meilleur
      Étant donné la seule thématique décarbonation
      Et des émissions de 1000 puis 1000 tonnes par an
      Quand le dossier est instruit
      Alors la ligne APP-02 vaut 0 point

    Scénario: Le coût se lit avec son unité
      Étant donné la seule thématique décarbonation
      Et des émissions de 4200 puis 1200 tonnes par an
      Quand le dossier est instruit
      Alors la ligne APP-02 vaut 10 points
      Et la ligne APP-02 mentionne "100 € par tCO₂e évitée chaque année"

    Scénario: Le coût de la tonne ne compte que pour une décarbonation
      Étant donné la seule thématique gestion des ressources
      Quand le dossier est instruit
      Alors la ligne APP-02 ne compte pas

    Scénario: Sans le montant demandé, le coût de la tonne reste ouvert
      Étant donné la seule thématique décarbonation
      Et que le dossier ne dit rien sur le montant demandé
      Quand le dossier est instruit
      Alors la ligne APP-02 vaut entre 0 et 10 points
      Et la ligne APP-02 attend le montant demandé
      Et la note est une fourchette

  @APP-03
  Règle: L'énergie économisée

    Plan du scénario: L'énergie compte pour une décarbonation
      Étant donné la seule thématique décarbonation
      Et une consommation d'énergie de <avant> puis 0 MWh par an
      Quand le dossier est instruit
      Alors la ligne APP-03 vaut <points>

      Exemples:
        | avant | points   |
        | 99,9  | 0 point  |
        | 100   | 1 point  |
        | 500   | 2 points |
        | 1000  | 4 points |
        | 5000  | 6 points |

    Scénario: Elle ne compte pas pour un projet de génie écologique
      Étant donné la seule thématique génie écologique
      Quand le dossier est instruit
      Alors la ligne APP-03 ne compte pas

    Scénario: Sans l'énergie d'après, celle d'avant borne la ligne
      Étant donné la seule thématique décarbonation
      Et une consommation d'énergie de 1000 puis 0 MWh par an
      Et que le dossier ne dit rien sur la consommation annuelle d'énergie après le projet
      Quand le dossier est instruit
      Alors la ligne APP-03 vaut entre 0 et 4 points
      Et la ligne APP-03 attend la consommation annuelle d'énergie après le projet
      Et la note est une fourchette

  @APP-04
  Règle: L'eau économisée

    Plan du scénario: L'eau compte pour la gestion des ressources
      Étant donné la seule thématique gestion des ressources
      Et une consommation d'eau de <avant> puis 0 m³ par an
      Quand le dossier est instruit
      Alors la ligne APP-04 vaut <points>

      Exemples:
        | avant | points   |
        | 499,9 | 0 point  |
        | 500   | 1 point  |
        | 2000  | 2 points |
        | 10000 | 4 points |

    Scénario: Elle ne compte pas pour une décarbonation
      Étant donné la seule thématique décarbonation
      Quand le dossier est instruit
      Alors la ligne APP-04 ne compte pas

    Scénario: Sans l'eau d'avant, la ligne reste ouverte
      Étant donné la seule thématique gestion des ressources
      Et une consommation d'eau de 1000 puis 100 m³ par an
      Et que le dossier ne dit rien sur la consommation annuelle d'eau avant le projet
      Quand le dossier est instruit
      Alors la ligne APP-04 vaut entre 0 et 4 points
      Et la ligne APP-04 attend la consommation annuelle d'eau avant le projet
      Et la note est une fourchette

  @APP-05
  Règle: Les matières économisées

    Plan du scénario: Les matières comptent pour la gestion des ressources
      Étant donné la seule thématique gestion des ressources
      Et une consommation de matières de <avant> puis 0 tonnes par an
      Quand le dossier est instruit
      Alors la ligne APP-05 vaut <points>

      Exemples:
        | avant | points   |
        | 9,9   | 0 point  |
        | 10    | 1 point  |
        | 100   | 2 points |
        | 1000  | 4 points |

    Scénario: Un chiffre absent laisse la ligne ouverte
      Étant donné la seule thématique gestion des ressources
      Quand le dossier est instruit
      Alors la ligne APP-05 vaut entre 0 et 4 points

    Scénario: Les matières ne comptent pas pour une décarbonation
      Étant donné la seule thématique décarbonation
      Quand le dossier est instruit
      Alors la ligne APP-05 ne compte pas

  @APP-06
  Règle: Les déchets évités

    Plan du scénario: Les déchets comptent pour la gestion des ressources
      Étant donné la seule thématique gestion des ressources
      Et une production de déchets de <avant> puis 0 tonnes par an
      Quand le dossier est instruit
      Alors la ligne APP-06 vaut <points>

      Exemples:
        | avant | points   |
        | 9,9   | 0 point  |
        | 10    | 1 point  |
        | 100   | 2 points |
        | 1000  | 4 points |

    Scénario: Sans les déchets d'après, ceux d'avant bornent la ligne
      Étant donné la seule thématique gestion des ressources
      Et une production de déchets de 100 puis 0 tonnes par an
      Et que le dossier ne dit rien sur la production annuelle de déchets après le projet
      Quand le dossier est instruit
      Alors la ligne APP-06 vaut entre 0 et 2 points
      Et la ligne APP-06 attend la production annuelle de déchets après le projet
      Et la note est une fourchette

    Scénario: Les déchets ne comptent pas pour une décarbonation
      Étant donné la seule thématique décarbonation
      Quand le dossier est instruit
      Alors la ligne APP-06 ne compte pas

  @APP-07
  Règle: Les milieux restaurés

    Plan du scénario: La surface compte pour le génie écologique
      Étant donné la seule thématique génie écologique
      Et une surface restaurée de <surface> ha
      Quand le dossier est instruit
      Alors la ligne APP-07 vaut <points>

      Exemples:
        | surface | points   |
        | 0       | 0 point  |
        | 0,1     | 1 point  |
        | 1       | 3 points |
        | 5       | 5 points |

    Scénario: La surface ne compte pas pour une décarbonation
      Étant donné la seule thématique décarbonation
      Quand le dossier est instruit
      Alors la ligne APP-07 ne compte pas

    Scénario: Sans la surface, la ligne reste ouverte
      Étant donné la seule thématique génie écologique
      Et que le dossier ne dit rien sur la surface restaurée
      Quand le dossier est instruit
      Alors la ligne APP-07 vaut entre 0 et 5 points
      Et la ligne APP-07 attend la surface restaurée
      Et la note est une fourchette

  @APP-08
  Règle: Un territoire à soutenir en priorité

    Plan du scénario: Un territoire « rebond » ou « choc » industriel
      Étant donné un projet implanté à <commune>
      Quand le dossier est instruit
      Alors la ligne APP-08 vaut <points>

      Exemples:
        | commune   | points   |
        | Vierzon   | 5 points |
        | Montargis | 5 points |
        | Orléans   | 0 point  |

    Scénario: Sans la commune, la ligne reste ouverte
      Étant donné que le dossier ne dit rien sur la commune du site du projet (code INSEE)
      Quand le dossier est instruit
      Alors la ligne APP-08 vaut entre 0 et 5 points
      Et la ligne APP-08 attend la commune du site du projet (code INSEE)
      Et la note est une fourchette

    Scénario: Hors de la région, sans la liste nationale, la ligne reste ouverte sans rien demander
      Étant donné un projet implanté à Nantes
      Quand le dossier est instruit
      Alors la ligne APP-08 vaut entre 0 et 5 points
      Et la ligne APP-08 n'attend rien du porteur

  @APP-09
  Règle: Le soutien de la gouvernance

    Scénario: Un accord favorable vaut tous les points
      Étant donné que la gouvernance du territoire est favorable au projet
      Quand le dossier est instruit
      Alors la ligne APP-09 vaut 6 points

    Scénario: Un accord attendu n'en vaut pas encore
      Étant donné que la gouvernance du territoire est encore en attente
      Quand le dossier est instruit
      Alors la ligne APP-09 vaut 0 point

    Scénario: Un accord dont on ne sait rien laisse la ligne ouverte
      Étant donné que le dossier ne dit rien sur l'avis de la gouvernance du Territoire d'industrie
      Quand le dossier est instruit
      Alors la ligne APP-09 vaut entre 0 et 6 points

  @APP-10
  Règle: Un projet collectif

    Scénario: Mené à plusieurs
      Étant donné un projet mené à plusieurs
      Quand le dossier est instruit
      Alors la ligne APP-10 vaut 4 points

    Scénario: Mené seul
      Étant donné un projet mené par le porteur seul
      Quand le dossier est instruit
      Alors la ligne APP-10 vaut 0 point

    Scénario: Sans savoir s'il est mené à plusieurs, la ligne reste ouverte
      Étant donné que le dossier ne dit rien sur le caractère collectif du projet
      Quand le dossier est instruit
      Alors la ligne APP-10 vaut entre 0 et 4 points
      Et la ligne APP-10 attend le caractère collectif du projet
      Et la note est une fourchette

  @APP-11
  Règle: Les emplois créés

    Plan du scénario: Plus d'emplois, plus de points
      Étant donné <nombre> emplois créés
      Quand le dossier est instruit
      Alors la ligne APP-11 vaut <points>

      Exemples:
        | nombre | points   |
        | 0      | 0 point  |
        | 0,9    | 0 point  |
        | 1      | 2 points |
        | 5      | 4 points |
        | 10     | 6 points |
        | 25     | 8 points |

    Scénario: Sans le nombre d'emplois créés, la ligne reste ouverte
      Étant donné que le dossier ne dit rien sur les emplois créés
      Quand le dossier est instruit
      Alors la ligne APP-11 vaut entre 0 et 8 points
      Et la ligne APP-11 attend les emplois créés
      Et la note est une fourchette

  @APP-12
  Règle: Les emplois maintenus

    Plan du scénario: Plus d'emplois maintenus, plus de points
      Étant donné <nombre> emplois maintenus
      Quand le dossier est instruit
      Alors la ligne APP-12 vaut <points>

      Exemples:
        | nombre | points   |
        | 9,9    | 0 point  |
        | 10     | 1 point  |
        | 50     | 2 points |
        | 100    | 4 points |

    Scénario: Sans le nombre d'emplois maintenus, la ligne reste ouverte
      Étant donné que le dossier ne dit rien sur les emplois maintenus
      Quand le dossier est instruit
      Alors la ligne APP-12 vaut entre 0 et 4 points
      Et la ligne APP-12 attend les emplois maintenus
      Et la note est une fourchette

  @APP-13
  Règle: Les personnes formées

    Plan du scénario: Plus de personnes formées, plus de points
      Étant donné <nombre> personnes formées par an
      Quand le dossier est instruit
      Alors la ligne APP-13 vaut <points>

      Exemples:
        | nombre | points   |
        | 0      | 0 point  |
        | 1      | 1 point  |
        | 10     | 2 points |
        | 50     | 4 points |

    Scénario: Sans le nombre de personnes formées, la ligne reste ouverte
      Étant donné que le dossier ne dit rien sur le nombre de personnes formées par an
      Quand le dossier est instruit
      Alors la ligne APP-13 vaut entre 0 et 4 points
      Et la ligne APP-13 attend le nombre de personnes formées par an
      Et la note est une fourchette

  @APP-14
  Règle: Une chaîne de valeur clé

    Plan du scénario: Une chaîne de la liste
      Étant donné que la chaîne de valeur est <chaîne>
      Quand le dossier est instruit
      Alors la ligne APP-14 vaut <points>

      Exemples:
        | chaîne            | points   |
        | le recyclage      | 4 points |
        | d'une autre sorte | 0 point  |

    Scénario: Sans la chaîne de valeur, la ligne reste ouverte
      Étant donné que le dossier ne dit rien sur la chaîne de valeur du projet
      Quand le dossier est instruit
      Alors la ligne APP-14 vaut entre 0 et 4 points
      Et la ligne APP-14 attend la chaîne de valeur du projet
      Et la note est une fourchette

  @APP-15
  Règle: Les autorisations

    Plan du scénario: Obtenues ou non requises
      Étant donné un permis <permis>
      Quand le dossier est instruit
      Alors la ligne APP-15 vaut <points>

      Exemples:
        | permis     | points   |
        | obtenu     | 5 points |
        | non requis | 5 points |
        | déposé     | 0 point  |
        | à déposer  | 0 point  |

    Scénario: Sans l'état du permis, la ligne reste ouverte
      Étant donné que le dossier ne dit rien sur l'état des autorisations
      Quand le dossier est instruit
      Alors la ligne APP-15 vaut entre 0 et 5 points
      Et la ligne APP-15 attend l'état des autorisations
      Et la note est une fourchette

  @APP-16
  Règle: Le cofinancement assuré

    Scénario: Un plan qui n'est pas bouclé
      Étant donné que le plan de financement n'est pas bouclé
      Quand le dossier est instruit
      Alors la ligne APP-16 vaut 0 point

    Scénario: Un plan bouclé
      Étant donné que le plan de financement est bouclé
      Quand le dossier est instruit
      Alors la ligne APP-16 vaut 6 points

    Scénario: Sans savoir si le plan est bouclé, la ligne reste ouverte
      Étant donné que le dossier ne dit rien sur le bouclage du financement
      Quand le dossier est instruit
      Alors la ligne APP-16 vaut entre 0 et 6 points
      Et la ligne APP-16 attend le bouclage du financement
      Et la note est une fourchette

  @APP-17
  Règle: Un démarrage proche

    Plan du scénario: Dans l'année, ou dans les deux ans
      Étant donné une demande reçue le 1er juillet 2024
      Et que le dossier ne dit rien sur la date de fin du projet
      Et que le projet doit commencer le <jour>
      Quand le dossier est instruit
      Alors la ligne APP-17 vaut <points>

      Exemples:
        | jour             | points   |
        | 1er juillet 2025 | 3 points |
        | 2 juillet 2025   | 1 point  |
        | 1er juillet 2026 | 1 point  |
        | 2 juillet 2026   | 0 point  |

    Scénario: Sans la date de début, la ligne reste ouverte
      Étant donné que le dossier ne dit rien sur la date de début du projet
      Quand le dossier est instruit
      Alors la ligne APP-17 vaut entre 0 et 3 points
      Et la ligne APP-17 attend la date de début du projet
      Et la note est une fourchette

  @APP-18
  Règle: L'effet de levier

    Plan du scénario: Plus d'assiette par euro d'aide
      Étant donné les dépenses suivantes :
        | poste | nature     | montant    | éligible |
        | Four  | équipement | <assiette> | oui      |
      Et un montant demandé de 100 000,00 €
      Quand le dossier est instruit
      Alors la ligne APP-18 vaut <points>

      Exemples:
        | assiette     | points   |
        | 199 999,99 € | 0 point  |
        | 200 000,00 € | 1 point  |
        | 300 000,00 € | 2 points |
        | 500 000,00 € | 4 points |
        | 800 000,00 € | 6 points |

    Scénario: Une dépense dont on ignore si elle est éligible ouvre la ligne
      Étant donné les dépenses suivantes :
        | poste | nature     | montant      | éligible |
        | Four  | équipement | 600 000,00 € | oui      |
        | Dalle | bâtiment   | 300 000,00 € |          |
      Et un montant demandé de 300 000,00 €
      Quand le dossier est instruit
      Alors la ligne APP-18 vaut entre 1 et 2 points
      Et la ligne APP-18 attend l'éligibilité de la dépense (ligne 2)
      Et la ligne APP-18 mentionne "De 2 € d'assiette par € d'aide à 3 €"

    Scénario: Sans aide demandée, il n'y a pas de levier
      Étant donné un montant demandé de 0,00 €
      Quand le dossier est instruit
      Alors la ligne APP-18 vaut 0 point
      Et la ligne APP-18 mentionne "Rien à quoi rapporter le numérateur"
