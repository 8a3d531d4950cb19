# language: fr
Fonctionnalité: Les régimes de protection de l'environnement
  Décarbonation et protection de l'environnement (art. 36), efficacité énergétique (art. 38),
  ressources et économie circulaire (art. 47). L'aide y est une part du surcoût par rapport à ce qui
  aurait été fait sans elle. Les articles 36 et 38 admettent aussi, sans ce calcul, la moitié du taux
  sur le coût entier : le plafond est le meilleur des deux.

  Contexte:
    Étant donné un dossier complet et éligible
    Et un site hors de la zone AFR

  @rgec-36
  Règle: RGEC, art. 36 : protection de l'environnement et décarbonation

    Plan du scénario: Sans surcoût chiffré, la moitié du taux sur l'assiette entière
      Étant donné <entreprise>
      Quand le dossier est instruit
      Alors le régime rgec-36 s'applique
      Et son taux est de <taux> %
      Et son plafond est de <plafond>
      Et son plafond indicatif est de <indicatif>
      Et son plafond peut atteindre <indicatif>
      Et le régime rgec-36 attend le surcoût par rapport au scénario contrefactuel

      # 20, 25 ou 30 % de 980 000 € ; à titre indicatif, 40, 50 ou 60 %.
      Exemples:
        | entreprise             | taux | plafond      | indicatif    |
        | une grande entreprise  | 20   | 196 000,00 € | 392 000,00 € |
        | une moyenne entreprise | 25   | 245 000,00 € | 490 000,00 € |
        | une petite entreprise  | 30   | 294 000,00 € | 588 000,00 € |
        | une microentreprise    | 30   | 294 000,00 € | 588 000,00 € |

    Plan du scénario: Avec un surcoût, le meilleur des deux calculs
      Étant donné un surcoût de <surcoût>
      Quand le dossier est instruit
      Alors le régime rgec-36 s'applique
      Et son taux est de <taux> %
      Et son plafond est de <plafond>
      Et son plafond est connu au centime
      Et le motif mentionne "<base>"

      # La moitié de 980 000 € est 490 000 € : 25 % de l'assiette, ou 50 % du surcoût.
      Exemples: De part et d'autre de la moitié de l'assiette
        | surcoût        | taux | plafond      | base                              |
        | 0,00 €         | 25   | 245 000,00 € | au demi-taux                      |
        | 489 999,98 €   | 25   | 245 000,00 € | au demi-taux                      |
        | 490 000,00 €   | 25   | 245 000,00 € | au demi-taux                      |
        | 490 000,02 €   | 50   | 245 000,01 € | le surcoût par rapport au scénario contrefactuel (490 000,02 €) |
        | 600 000,00 €   | 50   | 300 000,00 € | le surcoût par rapport au scénario contrefactuel (600 000,00 €) |

      Exemples: Le surcoût ne dépasse pas le coût
        | surcoût        | taux | plafond      | base                              |
        | 980 000,00 €   | 50   | 490 000,00 € | (980 000,00 €)                    |
        | 1 500 000,00 € | 50   | 490 000,00 € | (980 000,00 €)                    |

    Plan du scénario: Cinq points de plus en zone AFR
      Étant donné un site <classement>
      Et un surcoût de <surcoût>
      Quand le dossier est instruit
      Alors le régime rgec-36 s'applique
      Et son taux est de <taux> %
      Et son plafond est de <plafond>

      # 27,5 % de 980 000 €, 55 % de 600 000 € ; un classement partiel ne donne rien d'office.
      Exemples:
        | classement                       | surcoût      | taux | plafond      |
        | classé intégralement en zone AFR | 0,00 €       | 27,5 | 269 500,00 € |
        | classé intégralement en zone AFR | 600 000,00 € | 55   | 330 000,00 € |
        | classé en partie en zone AFR     | 0,00 €       | 25   | 245 000,00 € |
        | hors de la zone AFR              | 0,00 €       | 25   | 245 000,00 € |

    Scénario: Les émissions qui tombent à zéro ne relèvent pas le plafond d'office
      Étant donné des émissions de 4 200 puis 0 tonnes par an
      Et un surcoût de 0,00 €
      Quand le dossier est instruit
      Alors le régime rgec-36 s'applique
      Et son plafond est de 245 000,00 €

    Plan du scénario: Deux thématiques ouvrent droit au régime
      Étant donné la seule thématique <thématique>
      Quand le dossier est instruit
      Alors le régime rgec-36 <conclusion>

      Exemples:
        | thématique                    | conclusion        |
        | décarbonation                 | s'applique        |
        | protection de l'environnement | s'applique        |
        | gestion des ressources        | ne s'applique pas |
        | génie écologique              | ne s'applique pas |
        | compétences                   | ne s'applique pas |

    Scénario: Une thématique parmi d'autres suffit
      Étant donné les thématiques gestion des ressources et décarbonation
      Quand le dossier est instruit
      Alors le régime rgec-36 s'applique

    Scénario: Un projet limité aux normes en est exclu
      Étant donné que le projet ne va pas au-delà des normes en vigueur
      Quand le dossier est instruit
      Alors le régime rgec-36 ne s'applique pas
      Et le motif mentionne "ne va pas au-delà des normes de l'Union"

    Scénario: Un équipement aux combustibles fossiles en est exclu
      Étant donné que le projet installe une chaudière fossile
      Quand le dossier est instruit
      Alors le régime rgec-36 ne s'applique pas
      Et le motif mentionne "combustibles fossiles"

    Scénario: Toutes les raisons sont données
      Étant donné la seule thématique compétences
      Et que le projet ne va pas au-delà des normes en vigueur
      Quand le dossier est instruit
      Alors le régime rgec-36 ne s'applique pas
      Et le motif mentionne "ne relève pas de la thématique du régime"
      Et le motif mentionne "ne va pas au-delà des normes de l'Union"

    Plan du scénario: Ce qui manque au régime de l'environnement est demandé
      Étant donné que le dossier ne dit rien sur <information>
      Quand le dossier est instruit
      Alors le régime rgec-36 reste à déterminer
      Et le régime rgec-36 attend <information>

      Exemples:
        | information                                          |
        | les thématiques du projet                            |
        | le dépassement des normes de l'Union en vigueur      |
        | la présence d'une chaudière neuve au fioul ou au gaz seul |

    Scénario: Sans la liste AFR, la majoration de zone n'est pas acquise
      Étant donné un projet implanté à Vierzon
      Et que la liste des communes en zone AFR n'est pas chargée
      Et un surcoût de 600 000,00 €
      Quand le dossier est instruit
      Alors le régime rgec-36 s'applique
      Et son plafond est de 300 000,00 €
      Et son plafond peut atteindre 330 000,00 €
      Et le régime rgec-36 n'attend rien du porteur

  @rgec-38
  Règle: RGEC, art. 38 : efficacité énergétique hors bâtiments

    Plan du scénario: Le taux de l'efficacité énergétique dépend de la taille
      Étant donné <entreprise>
      Quand le dossier est instruit
      Alors le régime rgec-38 s'applique
      Et son taux est de <taux> %
      Et son plafond est de <plafond>
      Et son plafond indicatif est de <indicatif>

      # 15, 20 ou 25 % de 980 000 € ; à titre indicatif, 30, 40 ou 50 %.
      Exemples:
        | entreprise             | taux | plafond      | indicatif    |
        | une grande entreprise  | 15   | 147 000,00 € | 294 000,00 € |
        | une moyenne entreprise | 20   | 196 000,00 € | 392 000,00 € |
        | une petite entreprise  | 25   | 245 000,00 € | 490 000,00 € |
        | une microentreprise    | 25   | 245 000,00 € | 490 000,00 € |

    Plan du scénario: Le surcoût d'énergie, ou la moitié du taux
      Étant donné un surcoût de <surcoût>
      Quand le dossier est instruit
      Alors le régime rgec-38 s'applique
      Et son taux est de <taux> %
      Et son plafond est de <plafond>
      Et son plafond est connu au centime

      # La moitié de 980 000 € est 490 000 € : 20 % de l'assiette, ou 40 % du surcoût.
      Exemples: Au centime près
        | surcoût        | taux | plafond      |
        | 490 000,00 €   | 20   | 196 000,00 € |
        | 490 000,03 €   | 40   | 196 000,01 € |
        | 980 000,00 €   | 40   | 392 000,00 € |
        | 2 000 000,00 € | 40   | 392 000,00 € |

    Scénario: Cinq points de plus en zone AFR pour l'efficacité énergétique
      Étant donné un site classé intégralement en zone AFR
      Quand le dossier est instruit
      Alors le régime rgec-38 s'applique
      # 22,5 % de 980 000 €.
      Et son taux est de 22,5 %
      Et son plafond est de 220 500,00 €

    Plan du scénario: La consommation d'énergie doit baisser
      Étant donné une consommation d'énergie de 14 800 puis <après> MWh par an
      Quand le dossier est instruit
      Alors le régime rgec-38 <conclusion>

      Exemples: À un millionième près
        | après         | conclusion        |
        | 14 799,999999 | s'applique        |
        | 14 800        | ne s'applique pas |
        | 14 800,000001 | ne s'applique pas |

    Scénario: L'efficacité énergétique limitée aux normes est exclue
      Étant donné que le projet ne va pas au-delà des normes en vigueur
      Quand le dossier est instruit
      Alors le régime rgec-38 ne s'applique pas
      Et le motif mentionne "ne va pas au-delà des normes de l'Union"

    Scénario: Une chaudière fossile exclut l'efficacité énergétique
      Étant donné que le projet installe une chaudière fossile
      Quand le dossier est instruit
      Alors le régime rgec-38 ne s'applique pas
      Et le motif mentionne "combustibles fossiles"

    Scénario: Une consommation stable le fait savoir
      Étant donné une consommation d'énergie de 14 800 puis 14 800 MWh par an
      Quand le dossier est instruit
      Alors le régime rgec-38 ne s'applique pas
      Et le motif mentionne "la consommation d'énergie ne baisse pas"

    Plan du scénario: Ce qui manque à l'efficacité énergétique est demandé
      Étant donné que le dossier ne dit rien sur <information>
      Quand le dossier est instruit
      Alors le régime rgec-38 reste à déterminer
      Et le régime rgec-38 attend <information>

      Exemples:
        | information                                               |
        | la consommation annuelle d'énergie avant le projet        |
        | la consommation annuelle d'énergie après le projet        |
        | le dépassement des normes de l'Union en vigueur           |
        | la présence d'une chaudière neuve au fioul ou au gaz seul |

  @rgec-47
  Règle: RGEC, art. 47 : utilisation efficace des ressources, économie circulaire

    Plan du scénario: Seul le surcoût compte
      Étant donné la seule thématique gestion des ressources
      Et une consommation d'eau de 900 puis 400 m³ par an
      Et <entreprise>
      Et un surcoût de 300 000,00 €
      Quand le dossier est instruit
      Alors le régime rgec-47 s'applique
      Et son taux est de <taux> %
      Et son plafond est de <plafond>
      Et son plafond indicatif est de <indicatif>

      # 40, 50 ou 60 % de 300 000 € ; à titre indicatif, de 980 000 €.
      Exemples:
        | entreprise             | taux | plafond      | indicatif    |
        | une grande entreprise  | 40   | 120 000,00 € | 392 000,00 € |
        | une moyenne entreprise | 50   | 150 000,00 € | 490 000,00 € |
        | une petite entreprise  | 60   | 180 000,00 € | 588 000,00 € |
        | une microentreprise    | 60   | 180 000,00 € | 588 000,00 € |

    Scénario: Sans surcoût chiffré, il n'y a pas de demi-taux
      Étant donné la seule thématique gestion des ressources
      Et une consommation d'eau de 900 puis 400 m³ par an
      Quand le dossier est instruit
      Alors le régime rgec-47 reste à déterminer
      Et le régime rgec-47 attend le surcoût par rapport au scénario contrefactuel
      Et son plafond n'est pas établi
      Et son plafond indicatif est de 490 000,00 €

    Plan du scénario: Le surcoût compte dans la limite du coût
      Étant donné la seule thématique gestion des ressources
      Et une consommation d'eau de 900 puis 400 m³ par an
      Et un surcoût de <surcoût>
      Quand le dossier est instruit
      Alors le régime rgec-47 s'applique
      Et son plafond est de <plafond>

      # 50 % du surcoût, puis de 980 000 €.
      Exemples: Au centime près
        | surcoût        | plafond      |
        | 0,00 €         | 0,00 €       |
        | 0,02 €         | 0,01 €       |
        | 979 999,98 €   | 489 999,99 € |
        | 980 000,00 €   | 490 000,00 € |
        | 980 000,02 €   | 490 000,00 € |

    Scénario: Cinq points de plus en zone AFR pour les ressources
      Étant donné un site classé intégralement en zone AFR
      Et la seule thématique gestion des ressources
      Et une consommation d'eau de 900 puis 400 m³ par an
      Et un surcoût de 300 000,00 €
      Quand le dossier est instruit
      Alors le régime rgec-47 s'applique
      # 55 % de 300 000 €.
      Et son plafond est de 165 000,00 €

    Plan du scénario: L'eau, les matières ou les déchets doivent baisser
      Étant donné la seule thématique gestion des ressources
      Et un surcoût de 300 000,00 €
      Et une consommation d'eau de 900 puis <eau> m³ par an
      Et une consommation de matières de 500 puis <matières> tonnes par an
      Et une production de déchets de 80 puis <déchets> tonnes par an
      Quand le dossier est instruit
      Alors le régime rgec-47 <conclusion>

      Exemples:
        | eau | matières | déchets | conclusion        |
        | 899 | 500      | 80      | s'applique        |
        | 900 | 499      | 80      | s'applique        |
        | 900 | 500      | 79      | s'applique        |
        | 900 | 500      | 80      | ne s'applique pas |
        | 901 | 501      | 81      | ne s'applique pas |

    Scénario: L'énergie relève d'un autre régime
      Étant donné la seule thématique gestion des ressources
      Et une consommation d'eau de 900 puis 900 m³ par an
      Et une consommation de matières de 500 puis 500 tonnes par an
      Et une production de déchets de 80 puis 80 tonnes par an
      Et une consommation d'énergie de 14 800 puis 9 100 MWh par an
      Quand le dossier est instruit
      Alors le régime rgec-47 ne s'applique pas
      Et le motif mentionne "ni l'eau, ni les matières, ni les déchets ne baissent"
      Et le régime rgec-38 s'applique

    Scénario: Sans la thématique des ressources, le régime ne s'applique pas
      Étant donné une consommation d'eau de 900 puis 400 m³ par an
      Et un surcoût de 300 000,00 €
      Quand le dossier est instruit
      Alors le régime rgec-47 ne s'applique pas
      Et le motif mentionne "ne relève pas de la thématique du régime"

    Scénario: Des ressources limitées aux normes sont exclues
      Étant donné la seule thématique gestion des ressources
      Et une consommation d'eau de 900 puis 400 m³ par an
      Et que le projet ne va pas au-delà des normes en vigueur
      Quand le dossier est instruit
      Alors le régime rgec-47 ne s'applique pas

    Plan du scénario: Ce qui manque au régime des ressources est demandé
      Étant donné la seule thématique gestion des ressources
      Et une consommation d'eau de 900 puis 400 m³ par an
      Et un surcoût de 300 000,00 €
      Mais que le dossier ne dit rien sur <information>
      Quand le dossier est instruit
      Alors le régime rgec-47 reste à déterminer
      Et le régime rgec-47 attend <information>

      Exemples:
        | information                                     |
        | les thématiques du projet                       |
        | la consommation annuelle d'eau avant le projet  |
        | la consommation annuelle d'eau après le projet  |
        | le dépassement des normes de l'Union en vigueur |
