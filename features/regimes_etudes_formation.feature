# language: fr
Fonctionnalité: Les régimes d'études, de conseil et de formation
  Le conseil aux PME (art. 18) et les études environnementales (art. 49) ne couvrent que les lignes
  d'étude et d'ingénierie du plan de dépenses. La formation (art. 31) ne couvre que des coûts de
  formation, qu'un dossier d'investissement ne comporte pas : le régime est montré, jamais retenu.

  Contexte:
    Étant donné un dossier complet et éligible
    Et les dépenses suivantes :
      | poste            | nature     | montant      | éligible |
      | Four             | équipement | 880 000,00 € | oui      |
      | Étude thermique  | étude      | 50 000,00 €  | oui      |
      | Maîtrise d'œuvre | ingénierie | 30 000,01 €  | oui      |
      | Étude de marché  | étude      | 19 999,99 €  | non      |

  @rgec-18
  Règle: RGEC, art. 18 : conseil aux PME

    Plan du scénario: La moitié des dépenses éligibles d'étude et d'ingénierie
      Étant donné <entreprise>
      Quand le dossier est instruit
      Alors le régime rgec-18 s'applique
      Et son taux est de 50 %
      Et son plafond est de 40 000,00 €
      Et le motif mentionne "étude et d'ingénierie (80 000,01 €)"

      # 50 % de 80 000,01 € font 40 000,005 € ; l'étude de marché n'est pas éligible.
      Exemples:
        | entreprise             |
        | une moyenne entreprise |
        | une petite entreprise  |
        | une microentreprise    |

    Scénario: Une grande entreprise n'a pas droit au conseil des PME
      Étant donné une grande entreprise
      Quand le dossier est instruit
      Alors le régime rgec-18 ne s'applique pas
      Et le motif mentionne "réservé aux PME"

    Plan du scénario: Sans étude éligible, il n'y a rien à aider
      Étant donné les dépenses suivantes :
        | poste | nature     | montant      | éligible   |
        | Four  | équipement | 980 000,00 € | oui        |
        | Étude | étude      | 50 000,00 €  | <éligible> |
      Quand le dossier est instruit
      Alors le régime rgec-18 <conclusion>

      Exemples:
        | éligible | conclusion           |
        | oui      | s'applique           |
        | non      | ne s'applique pas    |
        |          | reste à déterminer   |

    Plan du scénario: L'aide est limitée à 2,2 millions d'euros
      Étant donné les dépenses suivantes :
        | poste | nature | montant   | éligible |
        | Étude | étude  | <montant> | oui      |
      Quand le dossier est instruit
      Alors le régime rgec-18 s'applique
      Et son plafond est de <plafond>
      Et ce qui le borne est <borne>

      # 50 % de 4 400 000 € font 2 200 000 €.
      Exemples: Au centime près
        | montant        | plafond        | borne                |
        | 4 399 999,98 € | 2 199 999,99 € | le taux du régime    |
        | 4 400 000,00 € | 2 200 000,00 € | le taux du régime    |
        | 4 400 000,02 € | 2 200 000,00 € | le plafond du régime |

    Scénario: La nature d'une dépense éligible est demandée
      Étant donné les dépenses suivantes :
        | poste | nature     | montant      | éligible |
        | Four  | équipement | 980 000,00 € | oui      |
        | Divers |           | 20 000,00 €  | oui      |
      Quand le dossier est instruit
      Alors le régime rgec-18 reste à déterminer
      Et le régime rgec-18 attend la nature de la dépense (ligne 2)

    Plan du scénario: Ce qui manque pour savoir si le conseil est admis est demandé
      Étant donné que le dossier ne dit rien sur <information>
      Quand le dossier est instruit
      Alors le régime rgec-18 reste à déterminer
      Et le régime rgec-18 attend <information>

      Exemples:
        | information            |
        | l'effectif consolidé   |
        | le détail des dépenses |

    Scénario: La moindre dépense d'étude ouvre le conseil
      Étant donné les dépenses suivantes :
        | poste | nature     | montant      | éligible |
        | Four  | équipement | 980 000,00 € | oui      |
        | Étude | étude      | 1,00 €       | oui      |
      Quand le dossier est instruit
      Alors le régime rgec-18 s'applique
      Et son plafond est de 0,50 €
      Et le régime rgec-49 s'applique
      Et son plafond est de 0,70 €

  @rgec-31
  Règle: RGEC, art. 31 : formation

    Plan du scénario: La formation est admise sans que le dossier en donne le montant
      Étant donné un projet de compétences porté par une entreprise
      Et <entreprise>
      Quand le dossier est instruit
      Alors le régime rgec-31 s'applique
      Et son taux est de <taux> %
      Et son plafond n'est pas établi
      Et le motif mentionne "les coûts de formation seuls"

      Exemples:
        | entreprise             | taux |
        | une grande entreprise  | 50   |
        | une moyenne entreprise | 60   |
        | une petite entreprise  | 70   |
        | une microentreprise    | 70   |

    Scénario: Le régime de formation n'est jamais retenu
      Étant donné un projet de compétences porté par une entreprise
      Et 300 000,00 € d'aides de minimis déjà reçues
      Et une consommation d'énergie de 100 puis 100 MWh par an
      Et les dépenses suivantes :
        | poste   | nature     | montant      | éligible |
        | Atelier | équipement | 980 000,00 € | oui      |
      Quand le dossier est instruit
      Alors le régime rgec-31 s'applique
      Et aucun régime n'est retenu

    Scénario: Un projet d'investissement n'en relève pas
      Étant donné que le projet relève du volet investissement
      Quand le dossier est instruit
      Alors le régime rgec-31 ne s'applique pas
      Et le motif mentionne "ne relève pas du volet compétences"

    Scénario: Le volet est demandé quand il est inconnu
      Étant donné que le dossier ne dit rien sur le volet de la mesure
      Quand le dossier est instruit
      Alors le régime rgec-31 reste à déterminer
      Et le régime rgec-31 attend le volet de la mesure

  @rgec-49
  Règle: RGEC, art. 49 : études environnementales

    Plan du scénario: Le taux des études dépend de la taille
      Étant donné <entreprise>
      Quand le dossier est instruit
      Alors le régime rgec-49 s'applique
      Et son taux est de <taux> %
      Et son plafond est de <plafond>

      # 60, 70 ou 80 % de 80 000,01 €, au centime inférieur.
      Exemples:
        | entreprise             | taux | plafond     |
        | une grande entreprise  | 60   | 48 000,00 € |
        | une moyenne entreprise | 70   | 56 000,00 € |
        | une petite entreprise  | 80   | 64 000,00 € |
        | une microentreprise    | 80   | 64 000,00 € |

    Scénario: Sans étude, le régime des études ne s'applique pas
      Étant donné les dépenses suivantes :
        | poste | nature     | montant      | éligible |
        | Four  | équipement | 980 000,00 € | oui      |
      Quand le dossier est instruit
      Alors le régime rgec-49 ne s'applique pas
      Et le motif mentionne "ne comporte pas de dépense éligible d'étude"

    Scénario: Sans la taille, le taux le plus bas est assuré
      Étant donné que le dossier ne dit rien sur l'effectif consolidé
      Quand le dossier est instruit
      Alors le régime rgec-49 s'applique
      Et son plafond est de 48 000,00 €
      Et son plafond peut atteindre 64 000,00 €
      Et le régime rgec-49 attend l'effectif consolidé

    Scénario: Le montant d'une étude est demandé
      Étant donné les dépenses suivantes :
        | poste | nature     | montant      | éligible |
        | Four  | équipement | 980 000,00 € | oui      |
        | Étude | étude      |              | oui      |
      Quand le dossier est instruit
      Alors le régime rgec-49 reste à déterminer
      Et le régime rgec-49 attend le montant hors taxes de la dépense (ligne 2)
