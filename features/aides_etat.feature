# language: fr
Fonctionnalité: Les aides d'État
  L'aide demandée à une entreprise, ajoutée aux autres aides publiques sur les mêmes coûts, doit
  entrer dans le plafond d'au moins un régime. Chaque régime a ses scénarios dans un autre fichier.

  Contexte:
    Étant donné un dossier complet et éligible
    Et un site hors de la zone AFR
    Et un surcoût de 0,00 €

  @FIN-04
  Règle: L'aide entre dans un régime d'aide d'État

    Plan du scénario: Au-delà de tous les plafonds, l'aide est refusée
      Étant donné un montant demandé de <montant>
      Quand le dossier est instruit
      Alors le critère FIN-04 <conclusion>
      Et le motif mentionne "« Aide de minimis » (300 000,00 €)"

      # De minimis : 300 000 € ; art. 36 : 245 000 € ; art. 38 : 196 000 €.
      Exemples: Au centime près
        | montant      | conclusion          |
        | 300 000,00 € | est satisfait       |
        | 300 000,01 € | n'est pas satisfait |

    Scénario: Un dossier refusé pour ses aides est inéligible
      Étant donné un montant demandé de 300 000,01 €
      Quand le dossier est instruit
      Alors le critère FIN-04 n'est pas satisfait
      Et le motif mentionne "dépasse le plafond de tous les régimes applicables"
      Et le dossier est inéligible

    Plan du scénario: Un plafond dont le calcul ne tombe pas au centime
      Étant donné une assiette éligible de 1 200 000,01 €
      Et 300 000,00 € d'aides de minimis déjà reçues
      Et un montant demandé de <montant>
      Quand le dossier est instruit
      Alors le critère FIN-04 <conclusion>

      # Art. 36 : 25 % de 1 200 000,01 € font 300 000,0025 €.
      Exemples:
        | montant      | conclusion          |
        | 300 000,00 € | est satisfait       |
        | 300 000,01 € | n'est pas satisfait |

    Plan du scénario: Les autres aides publiques s'ajoutent
      Étant donné que la Région apporte 100 000,00 €
      Et un montant demandé de <montant>
      Quand le dossier est instruit
      Alors le critère FIN-04 <conclusion>
      Et le motif mentionne "<aide>, autres aides publiques comprises"

      Exemples: Au centime près
        | montant      | conclusion          | aide         |
        | 200 000,00 € | est satisfait       | 300 000,00 € |
        | 200 000,01 € | n'est pas satisfait | 300 000,01 € |

    Scénario: Aucun régime n'admet la moindre aide
      Étant donné 300 000,00 € d'aides de minimis déjà reçues
      Et que l'opération est un renouvellement à l'identique
      Et que le projet ne va pas au-delà des normes en vigueur
      Et un montant demandé de 0,01 €
      Quand le dossier est instruit
      Alors le critère FIN-04 n'est pas satisfait
      Et le motif mentionne "Aucun régime d'aide d'État applicable n'admet l'aide"
      Et aucun régime n'est retenu
      Et la décision annonce "Aucun régime d'aide d'État n'admet d'aide"

    Plan du scénario: Le surcoût absent laisse en suspens ce qui dépasse le demi-taux
      Étant donné que le dossier ne dit rien sur le surcoût par rapport au scénario contrefactuel
      Et un montant demandé de <montant>
      Quand le dossier est instruit
      Alors le critère FIN-04 <conclusion>

      # De minimis : 300 000 € ; art. 36 au taux plein sur l'assiette entière : 490 000 €.
      Exemples: Du plafond assuré au taux plein
        | montant      | conclusion           |
        | 300 000,00 € | est satisfait        |
        | 300 000,01 € | reste à déterminer   |
        | 490 000,00 € | reste à déterminer   |
        | 490 000,01 € | n'est pas satisfait  |

    Scénario: Le surcoût est demandé quand il peut changer la réponse
      Étant donné que le dossier ne dit rien sur le surcoût par rapport au scénario contrefactuel
      Et un montant demandé de 400 000,00 €
      Quand le dossier est instruit
      Alors le critère FIN-04 reste à déterminer
      Et le motif mentionne "un autre plafond dépend d'informations absentes"
      Et il manque seulement le surcoût par rapport au scénario contrefactuel
      Et le dossier est à compléter

    Scénario: Le surcoût n'est pas demandé quand l'aide entre déjà dans un régime
      Étant donné que le dossier ne dit rien sur le surcoût par rapport au scénario contrefactuel
      Quand le dossier est instruit
      Alors le critère FIN-04 est satisfait
      Et il ne manque rien
      Et le dossier est éligible

    Plan du scénario: La liste AFR absente laisse en suspens la majoration de zone
      Étant donné que la liste des communes en zone AFR n'est pas chargée
      Et un surcoût de 800 000,00 €
      Et un montant demandé de <montant>
      Quand le dossier est instruit
      Alors le critère FIN-04 <conclusion>
      Et le critère FIN-04 n'attend rien du porteur

      # Art. 36 : 50 % de 800 000 €, ou 55 % en zone AFR.
      Exemples: Au centime près
        | montant      | conclusion          |
        | 400 000,00 € | est satisfait       |
        | 400 000,01 € | reste à déterminer  |
        | 440 000,00 € | reste à déterminer  |
        | 440 000,01 € | n'est pas satisfait |

    Scénario: Le motif dit que la liste AFR n'est pas chargée
      Étant donné que la liste des communes en zone AFR n'est pas chargée
      Et un surcoût de 800 000,00 €
      Et un montant demandé de 420 000,00 €
      Quand le dossier est instruit
      Alors le critère FIN-04 reste à déterminer
      Et le motif mentionne "la liste des communes en zone AFR, qui n'est pas chargée"
      Et le dossier est à compléter

    Plan du scénario: La taille absente laisse en suspens l'écart entre les taux
      Étant donné 300 000,00 € d'aides de minimis déjà reçues
      Et que le dossier ne dit rien sur l'effectif consolidé
      Et un montant demandé de <montant>
      Quand le dossier est instruit
      Alors le critère FIN-04 <conclusion>

      # Art. 36 : 20 % pour une grande entreprise, 30 % pour une petite.
      Exemples: Au centime près
        | montant      | conclusion          |
        | 196 000,00 € | est satisfait       |
        | 196 000,01 € | reste à déterminer  |
        | 294 000,00 € | reste à déterminer  |
        | 294 000,01 € | n'est pas satisfait |

    Plan du scénario: Chaque information dont un plafond dépend est demandée
      Étant donné 300 000,00 € d'aides de minimis déjà reçues
      Et un montant demandé de 245 000,00 €
      Mais que le dossier ne dit rien sur <information>
      Quand le dossier est instruit
      Alors le critère FIN-04 reste à déterminer
      Et le critère FIN-04 attend <information>

      Exemples:
        | information                                     |
        | l'effectif consolidé                            |
        | les thématiques du projet                       |
        | le dépassement des normes de l'Union en vigueur |
        | le détail des dépenses                          |
        | le montant demandé                              |
        | la nature du porteur                            |

    Scénario: Les aides de minimis reçues sont demandées
      Étant donné que le dossier ne dit rien sur les aides de minimis reçues sur trois ans
      Quand le dossier est instruit
      Alors le critère FIN-04 reste à déterminer
      Et il manque seulement les aides de minimis reçues sur trois ans

    Plan du scénario: L'aide n'entre que dans un régime qu'une personne doit apprécier
      Étant donné 300 000,00 € d'aides de minimis déjà reçues
      Et que le projet ne va pas au-delà des normes en vigueur
      Et que l'opération est une modernisation
      Et un montant demandé de <montant>
      Quand le dossier est instruit
      Alors le critère FIN-04 <conclusion>

      # Art. 17 : 10 % de 980 000 €, si toute la production change.
      Exemples: Au centime près
        | montant     | conclusion          |
        | 98 000,00 € | est à apprécier     |
        | 98 000,01 € | n'est pas satisfait |

    Plan du scénario: Dix points de plus si les émissions tombent à zéro, à apprécier
      Étant donné 300 000,00 € d'aides de minimis déjà reçues
      Et des émissions de 4 200 puis 0 tonnes par an
      Et un montant demandé de <montant>
      Quand le dossier est instruit
      Alors le critère FIN-04 <conclusion>

      # Art. 36 : 25 % de 980 000 €, ou 30 % si c'est sans biomasse.
      Exemples: Au centime près
        | montant      | conclusion          |
        | 245 000,00 € | est satisfait       |
        | 245 000,01 € | est à apprécier     |
        | 294 000,00 € | est à apprécier     |
        | 294 000,01 € | n'est pas satisfait |

    Plan du scénario: Ce qu'une personne peut admettre dépend aussi de la taille
      Étant donné <entreprise>
      Et 300 000,00 € d'aides de minimis déjà reçues
      Et des émissions de 4 200 puis 0 tonnes par an
      Et que l'opération est un renouvellement à l'identique
      Et un montant demandé de <montant>
      Quand le dossier est instruit
      Alors le critère FIN-04 <conclusion>

      # Art. 36 avec dix points : 25, 30 ou 35 % de 980 000 €.
      Exemples: Au centime près
        | entreprise             | montant      | conclusion          |
        | une grande entreprise  | 245 000,00 € | est à apprécier     |
        | une grande entreprise  | 245 000,01 € | n'est pas satisfait |
        | une moyenne entreprise | 294 000,00 € | est à apprécier     |
        | une moyenne entreprise | 294 000,01 € | n'est pas satisfait |
        | une petite entreprise  | 343 000,00 € | est à apprécier     |
        | une petite entreprise  | 343 000,01 € | n'est pas satisfait |
        | une microentreprise    | 343 000,00 € | est à apprécier     |
        | une microentreprise    | 343 000,01 € | n'est pas satisfait |

    Plan du scénario: L'efficacité énergétique dans une commune classée en partie, à apprécier
      Étant donné un site classé en partie en zone AFR
      Et <entreprise>
      Et 300 000,00 € d'aides de minimis déjà reçues
      Et la seule thématique gestion des ressources
      Et une consommation d'eau de 900 puis 900 m³ par an
      Et une consommation de matières de 500 puis 500 tonnes par an
      Et une production de déchets de 80 puis 80 tonnes par an
      Et que l'opération est un renouvellement à l'identique
      Et un montant demandé de <montant>
      Quand le dossier est instruit
      Alors le critère FIN-04 <conclusion>

      # Art. 38 avec cinq points : 17,5, 22,5 ou 27,5 % de 980 000 €.
      Exemples: Au centime près
        | entreprise             | montant      | conclusion          |
        | une grande entreprise  | 171 500,00 € | est à apprécier     |
        | une grande entreprise  | 171 500,01 € | n'est pas satisfait |
        | une moyenne entreprise | 220 500,00 € | est à apprécier     |
        | une moyenne entreprise | 220 500,01 € | n'est pas satisfait |
        | une petite entreprise  | 269 500,00 € | est à apprécier     |
        | une petite entreprise  | 269 500,01 € | n'est pas satisfait |
        | une microentreprise    | 269 500,00 € | est à apprécier     |
        | une microentreprise    | 269 500,01 € | n'est pas satisfait |

    Plan du scénario: L'économie circulaire dans une commune classée en partie, à apprécier
      Étant donné un site classé en partie en zone AFR
      Et <entreprise>
      Et 300 000,00 € d'aides de minimis déjà reçues
      Et la seule thématique gestion des ressources
      Et une consommation d'eau de 900 puis 400 m³ par an
      Et une consommation d'énergie de 14 800 puis 14 800 MWh par an
      Et que l'opération est un renouvellement à l'identique
      Et un montant demandé de <montant>
      Quand le dossier est instruit
      Alors le critère FIN-04 <conclusion>

      # Art. 47 avec cinq points, sur le coût entier : 45, 55 ou 65 % de 980 000 €.
      Exemples: Au centime près
        | entreprise             | montant      | conclusion          |
        | une grande entreprise  | 441 000,00 € | est à apprécier     |
        | une grande entreprise  | 441 000,01 € | n'est pas satisfait |
        | une moyenne entreprise | 539 000,00 € | est à apprécier     |
        | une moyenne entreprise | 539 000,01 € | n'est pas satisfait |
        | une petite entreprise  | 637 000,00 € | est à apprécier     |
        | une petite entreprise  | 637 000,01 € | n'est pas satisfait |
        | une microentreprise    | 637 000,00 € | est à apprécier     |
        | une microentreprise    | 637 000,01 € | n'est pas satisfait |

    Plan du scénario: Cinq points de plus dans une commune classée en partie, à apprécier
      Étant donné un site classé en partie en zone AFR
      Et 300 000,00 € d'aides de minimis déjà reçues
      Et que l'opération est un renouvellement à l'identique
      Et un montant demandé de <montant>
      Quand le dossier est instruit
      Alors le critère FIN-04 <conclusion>

      # Art. 36 : 25 % de 980 000 €, ou 27,5 % si l'adresse est dans la zone.
      Exemples: Au centime près
        | montant      | conclusion          |
        | 245 000,00 € | est satisfait       |
        | 245 000,01 € | est à apprécier     |
        | 269 500,00 € | est à apprécier     |
        | 269 500,01 € | n'est pas satisfait |

    Plan du scénario: La réhabilitation d'habitats dégradés peut atteindre 100 %, à apprécier
      Étant donné la seule thématique génie écologique
      Et un montant demandé de <montant>
      Quand le dossier est instruit
      Alors le critère FIN-04 <conclusion>

      # Art. 45 : 80 % de 980 000 €, ou la totalité.
      Exemples: Au centime près
        | montant      | conclusion          |
        | 784 000,00 € | est satisfait       |
        | 784 000,01 € | est à apprécier     |
        | 980 000,00 € | est à apprécier     |
        | 980 000,01 € | n'est pas satisfait |

    Plan du scénario: Le coût entier des ressources peut compter, à apprécier
      Étant donné la seule thématique gestion des ressources
      Et une consommation d'eau de 900 puis 400 m³ par an
      Et une consommation d'énergie de 14 800 puis 14 800 MWh par an
      Et un surcoût de 700 000,00 €
      Et un montant demandé de <montant>
      Quand le dossier est instruit
      Alors le critère FIN-04 <conclusion>

      # Art. 47 : 50 % du surcoût, ou de 980 000 € si rien ne se ferait sans l'aide.
      Exemples: Au centime près
        | montant      | conclusion          |
        | 350 000,00 € | est satisfait       |
        | 350 000,01 € | est à apprécier     |
        | 490 000,00 € | est à apprécier     |
        | 490 000,01 € | n'est pas satisfait |

    Plan du scénario: L'avis d'une personne tranche ce qui est à apprécier
      Étant donné la seule thématique génie écologique
      Et un montant demandé de 900 000,00 €
      Et un avis <avis> est rendu sur le critère FIN-04
      Quand le dossier est instruit
      Alors le critère FIN-04 <conclusion>

      Exemples:
        | avis        | conclusion                            |
        | favorable   | est satisfait par l'avis favorable    |
        | défavorable | est écarté par l'avis défavorable     |

    Scénario: Un avis ne change pas ce que les plafonds disent
      Étant donné un montant demandé de 300 000,01 €
      Et un avis favorable est rendu sur le critère FIN-04
      Quand le dossier est instruit
      Alors le critère FIN-04 n'est pas satisfait
      Et l'avis rendu sur le critère FIN-04 est sans effet

    Scénario: Ce qui manque passe avant ce qui est à apprécier
      Étant donné la seule thématique génie écologique
      Et que le dossier ne dit rien sur l'effectif consolidé
      Et un montant demandé de 880 000,00 €
      Quand le dossier est instruit
      # Une petite entreprise aurait droit à 882 000 €.
      Alors le critère FIN-04 reste à déterminer
      Et le critère FIN-04 attend l'effectif consolidé

    Scénario: Un dossier qui ne demande rien n'excède aucun plafond
      Étant donné un montant demandé de 0,00 €
      Quand le dossier est instruit
      Alors le critère FIN-04 est satisfait

    Plan du scénario: Les aides d'État ne concernent que les entreprises
      Étant donné un projet de compétences porté par <porteur>
      Quand le dossier est instruit
      Alors le critère FIN-04 est sans objet
      Et aucun régime d'aide d'État n'est examiné

      Exemples:
        | porteur                        |
        | une association                |
        | une collectivité               |
        | un groupement de collectivités |
        | un établissement de formation  |

    Scénario: Le régime demandé est montré en premier, sans rien restreindre
      Étant donné que le régime demandé est rgec-38
      Quand le dossier est instruit
      # Le plafond de ce régime est de 196 000 €, pour 300 000 € demandés.
      Alors le critère FIN-04 est satisfait
      Et le premier régime présenté est rgec-38
      Et 11 régimes sont examinés
      Et le régime retenu est de-minimis

    Scénario: Un régime demandé qui ne s'applique pas ne fait pas refuser
      Étant donné que le régime demandé est rgec-45
      Quand le dossier est instruit
      Alors le critère FIN-04 est satisfait
      Et le premier régime présenté est rgec-45
      Et le régime rgec-45 ne s'applique pas
      Et le dossier est éligible

  @FIN-04 @rgec-38
  Plan du scénario: La fin du règlement d'exemption, au jour près
    Étant donné une assiette éligible de 2 000 000,00 €
    Et un montant demandé de 400 000,00 €
    Quand le dossier est instruit à la date du <jour> selon l'édition 2025
    Alors le régime rgec-38 <régime>
    Et le critère FIN-04 <conclusion>
    Et <avertissement>

    # Art. 38 : 20 % de 2 000 000 € ; sans lui, il reste 300 000 € de minimis.
    Exemples:
      | jour             | régime            | conclusion          | avertissement                                                  |
      | 31 décembre 2026 | s'applique        | est satisfait       | aucun avertissement ne mentionne "n° 651/2014"                 |
      | 1er janvier 2027 | s'applique        | est satisfait       | un avertissement mentionne "Période d'ajustement : vérifier que le régime cadre français n'a pas expiré" |
      | 30 juin 2027     | s'applique        | est satisfait       | un avertissement mentionne "Période d'ajustement : vérifier que le régime cadre français n'a pas expiré" |
      | 1er juillet 2027 | ne s'applique pas | n'est pas satisfait | un avertissement mentionne "Aucun régime exempté ne s'applique plus à cette date" |

  @FIN-04 @rgec-14 @rgec-17 @rgec-18 @rgec-31 @rgec-36 @rgec-38 @rgec-41 @rgec-45 @rgec-47 @rgec-49 @de-minimis
  Scénario: Après le 30 juin 2027, il ne reste que l'aide de minimis
    Étant donné un site classé intégralement en zone AFR
    Quand le dossier est instruit à la date du 1er juillet 2027 selon l'édition 2025
    Alors le critère FIN-04 est satisfait
    Et le régime retenu est de-minimis
    Et le régime de-minimis s'applique
    Et le régime rgec-14 ne s'applique pas
    Et le régime rgec-17 ne s'applique pas
    Et le régime rgec-18 ne s'applique pas
    Et le régime rgec-31 ne s'applique pas
    Et le régime rgec-36 ne s'applique pas
    Et le régime rgec-38 ne s'applique pas
    Et le régime rgec-41 ne s'applique pas
    Et le régime rgec-45 ne s'applique pas
    Et le régime rgec-47 ne s'applique pas
    Et le régime rgec-49 ne s'applique pas
    Et le motif mentionne "le régime a cessé de s'appliquer"

  @FIN-04
  Plan du scénario: Tous les régimes exemptés prennent fin le même jour
    Quand le dossier est instruit à la date du <jour> selon l'édition 2025
    Alors le critère FIN-04 est satisfait
    Et le motif du régime rgec-14 <mention> "le régime a cessé de s'appliquer"
    Et le motif du régime rgec-17 <mention> "le régime a cessé de s'appliquer"
    Et le motif du régime rgec-18 <mention> "le régime a cessé de s'appliquer"
    Et le motif du régime rgec-31 <mention> "le régime a cessé de s'appliquer"
    Et le motif du régime rgec-36 <mention> "le régime a cessé de s'appliquer"
    Et le motif du régime rgec-38 <mention> "le régime a cessé de s'appliquer"
    Et le motif du régime rgec-41 <mention> "le régime a cessé de s'appliquer"
    Et le motif du régime rgec-45 <mention> "le régime a cessé de s'appliquer"
    Et le motif du régime rgec-47 <mention> "le régime a cessé de s'appliquer"
    Et le motif du régime rgec-49 <mention> "le régime a cessé de s'appliquer"

    Exemples: Au jour près
      | jour             | mention          |
      | 30 juin 2027     | ne mentionne pas |
      | 1er juillet 2027 | mentionne        |

  @FIN-04
  Scénario: Après 2030, plus aucun régime n'admet d'aide
    Étant donné un montant demandé de 0,01 €
    Quand le dossier est instruit à la date du 1er janvier 2031 selon l'édition 2025
    Alors le critère FIN-04 n'est pas satisfait
    Et aucun régime n'est retenu
    Et la décision annonce "Aucun régime d'aide d'État n'admet d'aide"

    Plan du scénario: La majoration de zone compte dans ce qu'une personne peut admettre
      Étant donné un site classé intégralement en zone AFR
      Et des émissions de 4 200 puis 0 tonnes par an
      Et un surcoût de 500 000,00 €
      Et un montant demandé de <demande>
      Quand le dossier est instruit
      Alors le critère FIN-04 <conclusion>

      # Art. 36 : 50 % (moyenne entreprise), 5 % de zone et 10 % sans émission, de 500 000 €.
      Exemples: Au centime près
        | demande      | conclusion          |
        | 325 000,00 € | est à apprécier     |
        | 325 000,01 € | n'est pas satisfait |

    Plan du scénario: Sans surcoût, une personne peut admettre le coût entier, majoration comprise
      Étant donné un site classé intégralement en zone AFR
      Et la seule thématique gestion des ressources
      Et une consommation d'eau de 900 puis 600 m³ par an
      Et un surcoût de 0,00 €
      Et un montant demandé de <demande>
      Quand le dossier est instruit
      Alors le critère FIN-04 <conclusion>

      # Art. 47 : 50 % (moyenne entreprise) et 5 % de zone, de 980 000 €.
      Exemples: Au centime près
        | demande      | conclusion          |
        | 539 000,00 € | est à apprécier     |
        | 539 000,01 € | n'est pas satisfait |

    Scénario: Un régime dont on ne sait s'il s'applique n'est pas encore à apprécier
      Étant donné que le dossier ne dit rien sur les thématiques du projet
      Et un montant demandé de 980 000,00 €
      Quand le dossier est instruit
      Alors le critère FIN-04 reste à déterminer
