# language: fr
Fonctionnalité: Le montant de l'aide
  Le montant maximal est le plus petit de quatre montants : le plafond du régime retenu moins les
  autres aides publiques, 100 % de l'assiette éligible, ce que laisse la part propre d'une
  collectivité, l'enveloppe régionale. La décision dit lequel le borne, et jusqu'où il peut aller
  tant que des informations manquent.

  Contexte:
    Étant donné un dossier complet et éligible
    Et un site hors de la zone AFR
    Et un surcoût de 0,00 €

  @limite-regime
  Règle: Le plafond du régime retenu, moins les autres aides publiques

    Scénario: Le régime le plus favorable est retenu
      Quand le dossier est instruit
      Alors le régime retenu est de-minimis
      Et le montant maximal est de 300 000,00 €
      Et ce qui borne le montant est le plafond du régime
      Et la décision annonce "Au plus 300 000,00 € : le plafond du régime « Aide de minimis »."
      Et le montant maximal ne dépend d'aucune information absente

    Scénario: Le taux du régime borne le montant
      Étant donné une assiette éligible de 2 000 000,00 €
      Quand le dossier est instruit
      # Art. 36 : 25 % de 2 000 000 €.
      Alors le régime retenu est rgec-36
      Et le montant maximal est de 500 000,00 €
      Et ce qui borne le montant est le taux du régime
      Et la décision annonce "le taux du régime « RGEC, art. 36"

    Scénario: Les aides de minimis déjà reçues bornent le montant
      Étant donné 40 000,00 € d'aides de minimis déjà reçues
      Quand le dossier est instruit
      Alors le régime retenu est de-minimis
      Et le montant maximal est de 260 000,00 €
      Et ce qui borne le montant est les aides de minimis déjà reçues
      Et la décision annonce "le plafond de minimis, moins les aides déjà reçues"

    Plan du scénario: Les autres aides publiques se déduisent du plafond
      Étant donné que la Région apporte <région>
      Quand le dossier est instruit
      Alors le montant maximal est de <montant>
      Et ce qui borne le montant est le cumul avec les autres aides publiques
      Et la décision annonce "moins les autres aides publiques"

      Exemples: Au centime près
        | région       | montant      |
        | 0,01 €       | 299 999,99 € |
        | 100 000,00 € | 200 000,00 € |
        | 300 000,00 € | 0,00 €       |
        | 400 000,00 € | 0,00 €       |

    Scénario: Deux régimes de même force, le plus élevé est retenu
      Étant donné que le projet produit de l'énergie renouvelable
      Quand le dossier est instruit
      # Art. 41 : 55 % de 980 000 € ; de minimis : 300 000 €.
      Alors le régime retenu est rgec-41
      Et le montant maximal est de 539 000,00 €

    Scénario: Un régime à apprécier n'est jamais retenu
      Étant donné une petite entreprise
      Et une assiette éligible de 2 000 000,00 €
      Et que le projet ne va pas au-delà des normes en vigueur
      Et que l'opération est une modernisation
      Quand le dossier est instruit
      # Art. 17 : 20 % de 2 000 000 €, si toute la production change.
      Alors le régime retenu est de-minimis
      Et le montant maximal est de 300 000,00 €
      Et la décision annonce "Entre 300 000,00 € et 400 000,00 €, selon : l'appréciation du régime « RGEC, art. 17 : investissement des PME »."

  @limite-assiette
  Règle: 100 % de l'assiette éligible, toutes aides publiques comprises

    Plan du scénario: L'aide ne dépasse pas l'assiette
      Étant donné une assiette éligible de <assiette>
      Quand le dossier est instruit
      Alors le montant maximal est de <montant>
      Et ce qui borne le montant est <borne>

      Exemples: De part et d'autre du plafond de minimis
        | assiette     | montant      | borne                |
        | 299 999,99 € | 299 999,99 € | l'assiette éligible  |
        | 300 000,01 € | 300 000,00 € | le plafond du régime |

    Scénario: Les autres aides publiques se déduisent aussi de l'assiette
      Étant donné une assiette éligible de 200 000,00 €
      Et que la Région apporte 50 000,00 €
      Quand le dossier est instruit
      Alors le montant maximal est de 150 000,00 €
      Et ce qui borne le montant est l'assiette éligible
      Et la décision annonce "100 % de l'assiette éligible, toutes aides publiques comprises"

    Scénario: Sans régime d'aide d'État, il reste l'assiette
      Étant donné un projet de compétences porté par une association
      Quand le dossier est instruit
      Alors aucun régime d'aide d'État n'est examiné
      Et le montant maximal est de 980 000,00 €
      Et ce qui borne le montant est l'assiette éligible

    Scénario: D'autres aides publiques plus larges que l'assiette ne laissent rien
      Étant donné un projet de compétences porté par une association
      Et les ressources suivantes :
        | financeur | origine  | montant        | état      | Fonds vert |
        | Région    | publique | 1 100 000,00 € | sollicité | non        |
      Quand le dossier est instruit
      Alors le montant maximal est de 0,00 €

  @limite-part_propre
  Règle: La part propre de la collectivité

    Plan du scénario: Une collectivité garde à sa charge 20 % du financement public
      Étant donné un projet de compétences porté par <porteur>
      Quand le dossier est instruit
      # 80 % de 980 000 €.
      Alors le montant maximal est de 784 000,00 €
      Et ce qui borne le montant est la part propre de la collectivité
      Et la décision annonce "20 % du financement public"

      Exemples:
        | porteur                        |
        | une collectivité               |
        | un groupement de collectivités |

    Scénario: Les fonds privés et les autres aides réduisent ce que le Fonds vert peut apporter
      Étant donné un projet de compétences porté par une collectivité
      Et les ressources suivantes :
        | financeur    | origine         | montant      | état      | Fonds vert |
        | Collectivité | autofinancement | 180 000,00 € | acquis    | non        |
        | Mécène       | privée          | 100 000,00 € | acquis    | non        |
        | Région       | publique        | 400 000,00 € | sollicité | non        |
        | Fonds vert   | publique        | 300 000,00 € | sollicité | oui        |
      Quand le dossier est instruit
      # 80 % de (980 000 − 100 000) €, moins 400 000 €.
      Alors le montant maximal est de 304 000,00 €
      Et ce qui borne le montant est la part propre de la collectivité

    Scénario: D'autres aides publiques plus larges que ce que permet la part propre ne laissent rien
      Étant donné un projet de compétences porté par une collectivité
      Et les ressources suivantes :
        | financeur    | origine         | montant      | état      | Fonds vert |
        | Collectivité | autofinancement | 80 000,00 €  | acquis    | non        |
        | Région       | publique        | 900 000,00 € | sollicité | non        |
      Quand le dossier est instruit
      # 80 % de 980 000 €, moins 900 000 €.
      Alors le montant maximal est de 0,00 €

  @limite-enveloppe
  Règle: L'enveloppe régionale

    Plan du scénario: Aucune aide ne dépasse l'enveloppe régionale
      Étant donné la seule thématique génie écologique
      Et une assiette éligible de <assiette>
      Quand le dossier est instruit
      Alors le régime retenu est rgec-45
      Et le montant maximal est de <montant>
      Et ce qui borne le montant est <borne>

      # Art. 45 : 80 % de 7 000 000 € font 5 600 000 €.
      Exemples: Au centime près
        | assiette       | montant        | borne                  |
        | 6 999 999,98 € | 5 599 999,98 € | le taux du régime      |
        | 7 000 000,02 € | 5 600 000,00 € | l'enveloppe régionale  |

  @limite-regime
  Règle: Ce que le montant peut devenir

    Scénario: Le surcoût et la zone AFR peuvent relever le montant
      Étant donné un projet implanté à Vierzon
      Et que la liste des communes en zone AFR n'est pas chargée
      Et que le dossier ne dit rien sur le surcoût par rapport au scénario contrefactuel
      Quand le dossier est instruit
      # Art. 36 : jusqu'à 55 % de 980 000 €.
      Alors le montant maximal est de 300 000,00 €
      Et la décision annonce "Entre 300 000,00 € et 539 000,00 €, selon : le surcoût par rapport au scénario contrefactuel ; le classement du site en zone d'aide à finalité régionale (AFR)."

    Scénario: La taille peut relever le montant
      Étant donné 300 000,00 € d'aides de minimis déjà reçues
      Et que le dossier ne dit rien sur l'effectif consolidé
      Et que l'opération est un renouvellement à l'identique
      Quand le dossier est instruit
      # Art. 36 : de 20 à 30 % de 980 000 €.
      Alors le montant maximal est de 196 000,00 €
      Et la décision annonce "Entre 196 000,00 € et 294 000,00 €, selon : l'effectif consolidé."

    Scénario: Rien n'est assuré, mais une aide reste possible
      Étant donné que le dossier ne dit rien sur les aides de minimis reçues sur trois ans
      Et que l'opération est un renouvellement à l'identique
      Et que le projet ne va pas au-delà des normes en vigueur
      Quand le dossier est instruit
      Alors aucun régime n'est retenu
      Et le montant maximal n'est pas établi
      Et la décision annonce "Jusqu'à 300 000,00 €, selon : les aides de minimis reçues sur trois ans."

    Scénario: Sans les dépenses, le montant n'est pas établi
      Étant donné que le dossier ne dit rien sur le détail des dépenses
      Quand le dossier est instruit
      Alors le montant maximal n'est pas établi
      Et la décision annonce "selon : "

    Scénario: Sans les autres aides, le montant n'est pas établi
      Étant donné que le dossier ne dit rien sur le détail des ressources
      Quand le dossier est instruit
      Alors le montant maximal n'est pas établi
      Et la décision annonce "Jusqu'à 300 000,00 €, selon : "
