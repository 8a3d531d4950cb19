# language: fr
Fonctionnalité: Les régimes d'investissement
  Le règlement général d'exemption (RGEC) admet l'aide à l'investissement dans les communes en zone
  d'aide à finalité régionale (art. 14), et partout pour les PME (art. 17). Créer ou étendre un site
  y donne droit ; moderniser, seulement si une personne juge que tout le procédé ou les produits
  changent.

  Contexte:
    Étant donné un dossier complet et éligible

  @rgec-14
  Règle: RGEC, art. 14 : investissement à finalité régionale

    Plan du scénario: Le taux d'une création de site en zone AFR dépend de la taille
      Étant donné un site classé intégralement en zone AFR
      Et que l'opération est une création de site
      Et <entreprise>
      Quand le dossier est instruit
      Alors le régime rgec-14 s'applique
      Et son taux est de <taux> %
      Et son plafond est de <plafond>
      Et ce qui le borne est le taux du régime

      # 15, 25 ou 35 % de 980 000 €.
      Exemples:
        | entreprise            | taux | plafond      |
        | une grande entreprise | 15   | 147 000,00 € |
        | une moyenne entreprise | 25  | 245 000,00 € |
        | une petite entreprise | 35   | 343 000,00 € |
        | une microentreprise   | 35   | 343 000,00 € |

    Scénario: Le plafond est arrondi au centime inférieur
      Étant donné un site classé intégralement en zone AFR
      Et que l'opération est une création de site
      # 25 % de 400 000,03 € font 100 000,0075 €.
      Et une assiette éligible de 400 000,03 €
      Quand le dossier est instruit
      Alors le régime rgec-14 s'applique
      Et son plafond est de 100 000,00 €

    Plan du scénario: Seules certaines opérations ouvrent droit à l'aide régionale
      Étant donné un site classé intégralement en zone AFR
      Et que l'opération est <opération>
      Quand le dossier est instruit
      Alors le régime rgec-14 <conclusion>
      Et le motif mentionne "<motif>"

      Exemples:
        | opération                     | conclusion        | motif                                         |
        | une création de site          | s'applique        | 25 % sur l'assiette éligible                  |
        | une extension                 | s'applique        | 25 % sur l'assiette éligible                  |
        | une modernisation             | est à apprécier   | doit changer l'ensemble du procédé            |
        | un achat d'équipement         | est à apprécier   | doit changer l'ensemble du procédé            |
        | un renouvellement à l'identique | ne s'applique pas | n'est ni une création ni une extension de site |
        | une étude                     | ne s'applique pas | n'est ni une création ni une extension de site |
        | un centre de formation        | ne s'applique pas | n'est ni une création ni une extension de site |
        | d'une autre nature            | ne s'applique pas | n'est ni une création ni une extension de site |

    Plan du scénario: Une grande entreprise qui ne crée pas de site doit diversifier son activité
      Étant donné un site classé intégralement en zone AFR
      Et une grande entreprise
      Et que l'opération est <opération>
      Quand le dossier est instruit
      Alors le régime rgec-14 <conclusion>
      Et le motif mentionne "<motif>"

      Exemples:
        | opération            | conclusion      | motif                                     |
        | une création de site | s'applique      | 15 % sur l'assiette éligible              |
        | une extension        | est à apprécier | une autre classe de la nomenclature       |
        | une modernisation    | est à apprécier | doit changer l'ensemble du procédé        |

    Plan du scénario: L'énergie, les transports, la sidérurgie et le charbon sont exclus
      Étant donné un site classé intégralement en zone AFR
      Et que l'opération est une création de site
      Et que le porteur exerce l'activité de code NAF <code>
      Quand le dossier est instruit
      Alors le régime rgec-14 <conclusion>
      Et le motif mentionne "<motif>"

      Exemples:
        | code   | conclusion        | motif                                  |
        | 23.41Z | s'applique        | 25 % sur l'assiette éligible           |
        | 35.11Z | ne s'applique pas | l'énergie et les transports sont exclus |
        | 49.41A | ne s'applique pas | l'énergie et les transports sont exclus |
        | 52.10B | ne s'applique pas | l'énergie et les transports sont exclus |
        | 24.10Z | ne s'applique pas | la sidérurgie et le charbon sont exclus |
        | 05.10Z | ne s'applique pas | la sidérurgie et le charbon sont exclus |
        | 05.20Z | ne s'applique pas | la sidérurgie et le charbon sont exclus |
        | 24.20Z | est à apprécier   | la fabrication de tubes en acier        |
        | 24.42Z | s'applique        | 25 % sur l'assiette éligible           |

    Plan du scénario: À partir de 50 millions d'euros de coût, le taux est ajusté
      Étant donné un site classé intégralement en zone AFR
      Et que l'opération est une création de site
      Et une assiette éligible de <assiette>
      Quand le dossier est instruit
      Alors le régime rgec-14 <conclusion>
      Et son plafond est de <plafond>

      # 25 % de 49 999 999,99 € font 12 499 999,9975 €.
      Exemples: Au centime près
        | assiette        | conclusion      | plafond         |
        | 49 999 999,99 € | s'applique      | 12 499 999,99 € |
        | 50 000 000,00 € | est à apprécier | 12 500 000,00 € |
        | 50 000 000,01 € | est à apprécier | 12 500 000,00 € |

    Plan du scénario: Un quart de l'assiette est financé sans soutien public
      Étant donné un site classé intégralement en zone AFR
      Et que l'opération est une création de site
      Et les ressources suivantes :
        | financeur     | origine         | montant       | état      | Fonds vert |
        | Fonds propres | autofinancement | <part propre> | acquis    | non        |
        | Banque        | privée          | 45 000,00 €   | acquis    | non        |
        | Région        | publique        | <région>      | sollicité | non        |
        | Fonds vert    | publique        | 300 000,00 €  | sollicité | oui        |
      Quand le dossier est instruit
      Alors le régime rgec-14 <conclusion>

      # 25 % de 980 000 € font 245 000 €, prêt compris.
      Exemples: Au centime près
        | part propre  | région       | conclusion        |
        | 200 000,01 € | 434 999,99 € | s'applique        |
        | 200 000,00 € | 435 000,00 € | s'applique        |
        | 199 999,99 € | 435 000,01 € | ne s'applique pas |

    Scénario: Le refus donne l'apport et la part exigée
      Étant donné un site classé intégralement en zone AFR
      Et que l'opération est une création de site
      Et que la Région apporte 500 000,00 €
      Quand le dossier est instruit
      Alors le régime rgec-14 ne s'applique pas
      Et le motif mentionne "moins de 25 % de l'assiette éligible est financé sans soutien public (180 000,00 €)"

    Plan du scénario: La commune du site doit être en zone AFR
      Étant donné un site <classement>
      Et que l'opération est une création de site
      Quand le dossier est instruit
      Alors le régime rgec-14 <conclusion>
      Et le motif mentionne "<motif>"

      Exemples:
        | classement                       | conclusion        | motif                                  |
        | classé intégralement en zone AFR | s'applique        | 25 % sur l'assiette éligible           |
        | classé en partie en zone AFR     | est à apprécier   | l'adresse du site est à vérifier       |
        | hors de la zone AFR              | ne s'applique pas | n'est pas dans une zone d'aide à finalité régionale |

    Scénario: Sans la liste des communes en zone AFR, personne n'est dit hors de la zone
      Étant donné que l'opération est une création de site
      Quand le dossier est instruit
      Alors le régime rgec-14 reste à déterminer
      Et le motif mentionne "la liste des communes en zone AFR n'est pas chargée"
      Et le régime rgec-14 n'attend rien du porteur
      Et un avertissement mentionne "la liste des communes en zone AFR n'est pas chargée"
      Et son plafond est de 245 000,00 €

    Scénario: Avec la liste, plus rien n'est dit de son absence
      Étant donné un site classé intégralement en zone AFR
      Et que l'opération est une création de site
      Quand le dossier est instruit
      Alors le régime rgec-14 s'applique
      Et aucun avertissement ne mentionne "la liste des communes en zone AFR"

    Scénario: La liste est chargée, mais la commune du site est inconnue
      Étant donné un site classé intégralement en zone AFR
      Et que l'opération est une création de site
      Mais que le dossier ne dit rien sur la commune du site du projet (code INSEE)
      Quand le dossier est instruit
      Alors le régime rgec-14 reste à déterminer
      Et le régime rgec-14 attend la commune du site du projet (code INSEE)

    Plan du scénario: Chaque information absente est demandée
      Étant donné un site classé intégralement en zone AFR
      Et que l'opération est une création de site
      Mais que le dossier ne dit rien sur <information>
      Quand le dossier est instruit
      Alors le régime rgec-14 reste à déterminer
      Et le régime rgec-14 attend <information>

      Exemples:
        | information               |
        | la nature de l'opération  |
        | le code NAF du porteur    |
        | le détail des dépenses    |
        | le détail des ressources  |
        | la nature du porteur      |

    Scénario: Sans la taille, une création de site est admise au taux le plus bas
      Étant donné un site classé intégralement en zone AFR
      Et que l'opération est une création de site
      Mais que le dossier ne dit rien sur l'effectif consolidé
      Quand le dossier est instruit
      Alors le régime rgec-14 s'applique
      Et son taux est de 15 %
      Et son plafond est de 147 000,00 €
      Et son plafond peut atteindre 343 000,00 €
      Et le régime rgec-14 attend l'effectif consolidé

    Scénario: Sans la taille, une extension reste en suspens
      Étant donné un site classé intégralement en zone AFR
      Et que l'opération est une extension
      Mais que le dossier ne dit rien sur l'effectif consolidé
      Quand le dossier est instruit
      Alors le régime rgec-14 reste à déterminer
      Et le régime rgec-14 attend l'effectif consolidé

    Scénario: Un renouvellement est exclu, même si tout le reste est inconnu
      Étant donné que l'opération est un renouvellement à l'identique
      Et que le dossier ne dit rien sur le code NAF du porteur
      Quand le dossier est instruit
      Alors le régime rgec-14 ne s'applique pas

  @rgec-17
  Règle: RGEC, art. 17 : investissement des PME

    Plan du scénario: Le taux dépend de la taille, et une grande entreprise n'y a pas droit
      Étant donné un site hors de la zone AFR
      Et que l'opération est une création de site
      Et <entreprise>
      Quand le dossier est instruit
      Alors le régime rgec-17 s'applique
      Et son taux est de <taux> %
      Et son plafond est de <plafond>

      # 10 ou 20 % de 980 000 €.
      Exemples:
        | entreprise             | taux | plafond      |
        | une moyenne entreprise | 10   | 98 000,00 €  |
        | une petite entreprise  | 20   | 196 000,00 € |
        | une microentreprise    | 20   | 196 000,00 € |

    Scénario: Une grande entreprise n'y a pas droit
      Étant donné une grande entreprise
      Et que l'opération est une création de site
      Quand le dossier est instruit
      Alors le régime rgec-17 ne s'applique pas
      Et le motif mentionne "réservé aux PME"
      Et son plafond n'est pas établi

    Plan du scénario: Seules certaines opérations des PME sont admises
      Étant donné que l'opération est <opération>
      Quand le dossier est instruit
      Alors le régime rgec-17 <conclusion>

      Exemples:
        | opération                       | conclusion        |
        | une création de site            | s'applique        |
        | une extension                   | s'applique        |
        | une modernisation               | est à apprécier   |
        | un achat d'équipement           | est à apprécier   |
        | un renouvellement à l'identique | ne s'applique pas |
        | une étude                       | ne s'applique pas |
        | d'une autre nature              | ne s'applique pas |

    Plan du scénario: L'aide est limitée à 8,25 millions d'euros
      Étant donné que l'opération est une extension
      Et une assiette éligible de <assiette>
      Quand le dossier est instruit
      Alors le régime rgec-17 s'applique
      Et son plafond est de <plafond>
      Et ce qui le borne est <borne>

      # 10 % de 82 500 000 € font 8 250 000 €.
      Exemples: Au centime près
        | assiette        | plafond        | borne                |
        | 82 499 999,90 € | 8 249 999,99 € | le taux du régime    |
        | 82 500 000,00 € | 8 250 000,00 € | le taux du régime    |
        | 82 500 000,10 € | 8 250 000,00 € | le plafond du régime |

    Plan du scénario: Ce qui manque pour connaître la PME ou l'opération est demandé
      Étant donné que l'opération est une extension
      Mais que le dossier ne dit rien sur <information>
      Quand le dossier est instruit
      Alors le régime rgec-17 reste à déterminer
      Et le régime rgec-17 attend <information>

      Exemples:
        | information              |
        | l'effectif consolidé     |
        | la nature de l'opération |
        | la nature du porteur     |

    Scénario: Sans les dépenses, le régime s'applique mais son plafond est inconnu
      Étant donné que l'opération est une extension
      Mais que le dossier ne dit rien sur le détail des dépenses
      Quand le dossier est instruit
      Alors le régime rgec-17 s'applique
      Et son plafond n'est pas établi
      Et son plafond peut atteindre 8 250 000,00 €
      Et le régime rgec-17 attend le détail des dépenses

    Plan du scénario: Le régime est celui des PME, au salarié et au centime près
      Étant donné l'opération est une création de site
      Et un effectif de <effectif> salariés
      Et un chiffre d'affaires de <chiffre d'affaires>
      Et un total de bilan de <bilan>
      Quand le dossier est instruit
      Alors le régime rgec-17 <s'applique ou non>

      Exemples: Un seul des deux montants suffit
        | effectif | chiffre d'affaires | bilan           | s'applique ou non |
        | 249      | 50 000 000,00 €    | 43 000 000,01 € | s'applique        |
        | 249      | 50 000 000,01 €    | 43 000 000,00 € | s'applique        |
        | 249      | 50 000 000,01 €    | 43 000 000,01 € | ne s'applique pas |
        | 250      | 2 000 000,00 €     | 2 000 000,00 €  | ne s'applique pas |

    Scénario: Sans l'effectif, le régime des PME ne garantit rien
      Étant donné l'opération est une création de site
      Et que le dossier ne dit rien sur l'effectif consolidé
      Quand le dossier est instruit
      Alors le régime rgec-17 reste à déterminer
      Et son plafond n'est pas établi
