# language: fr
Fonctionnalité: Les thématiques, la maturité et l'intérêt du projet
  Quatre ambitions environnementales (protection de l'environnement, gestion des ressources,
  décarbonation, génie écologique) et les compétences de cette transition ; une chaîne de valeur clé ;
  des projets mûrs, d'intérêt général, « structurants et ambitieux ».

  Contexte:
    Étant donné un dossier complet et éligible

  @PRJ-05
  Règle: Le projet relève d'une thématique de son volet

    Plan du scénario: Un investissement relève d'au moins une des quatre thématiques environnementales
      Étant donné la seule thématique <thématique>
      Quand le dossier est instruit
      Alors le critère PRJ-05 <conclusion>

      Exemples:
        | thématique                   | conclusion          |
        | décarbonation                | est satisfait       |
        | gestion des ressources       | est satisfait       |
        | génie écologique             | est satisfait       |
        | protection de l'environnement | est satisfait      |
        | compétences                  | n'est pas satisfait |

    Scénario: Une thématique environnementale suffit, à côté des compétences
      Étant donné les thématiques compétences et décarbonation
      Quand le dossier est instruit
      Alors le critère PRJ-05 est satisfait
      Et le motif mentionne "Le projet d'investissement relève"
      Et le dossier est éligible

    Scénario: Un investissement sans aucune thématique est refusé
      Étant donné aucune thématique
      Quand le dossier est instruit
      Alors le critère PRJ-05 n'est pas satisfait
      Et le motif mentionne "aucune des quatre thématiques environnementales"
      Et le dossier est inéligible

    Scénario: Un projet de compétences relève de la thématique des compétences
      Étant donné un projet de compétences porté par un établissement de formation
      Quand le dossier est instruit
      Alors le critère PRJ-05 est satisfait

    Scénario: Un projet de compétences sans la thématique des compétences est refusé
      Étant donné un projet de compétences porté par un établissement de formation
      Et la seule thématique décarbonation
      Quand le dossier est instruit
      Alors le critère PRJ-05 n'est pas satisfait
      Et le motif mentionne "thématique « compétences »"
      Et le dossier est inéligible

    Scénario: Le volet est demandé quand il est inconnu
      Étant donné que le dossier ne dit rien sur le volet de la mesure
      Quand le dossier est instruit
      Alors le critère PRJ-05 reste à déterminer
      Et il manque seulement le volet de la mesure

    Scénario: Sans aucune thématique, le refus ne dépend pas du volet
      Étant donné aucune thématique
      Et que le dossier ne dit rien sur le volet de la mesure
      Quand le dossier est instruit
      Alors le critère PRJ-05 n'est pas satisfait
      Et le motif mentionne "aucune des thématiques de la mesure"

    Scénario: Les thématiques sont demandées quand elles sont inconnues
      Étant donné que le dossier ne dit rien sur les thématiques du projet
      Quand le dossier est instruit
      Alors le critère PRJ-05 reste à déterminer
      Et le critère PRJ-05 attend les thématiques du projet
      Et aucun critère ne refuse le dossier

  @PRJ-06
  Règle: Le projet contribue à une chaîne de valeur clé de la transition

    Plan du scénario: Les chaînes de valeur
      Étant donné que la chaîne de valeur est <chaîne>
      Quand le dossier est instruit
      Alors le critère PRJ-06 <conclusion>
      Et le dossier est <verdict>

      Exemples: La liste est ouverte
        | chaîne                                      | conclusion          | verdict     |
        | la bio-économie                             | est satisfait       | éligible    |
        | la mobilité durable                         | est satisfait       | éligible    |
        | la souveraineté alimentaire                 | est satisfait       | éligible    |
        | la relocalisation plus verte                | est satisfait       | éligible    |
        | le recyclage                                | est satisfait       | éligible    |
        | les équipements de la transition            | est satisfait       | éligible    |
        | la diversification de territoires fragilisés | est satisfait      | éligible    |
        | d'une autre sorte                           | est à apprécier     | à apprécier |
        | absente                                     | n'est pas satisfait | inéligible  |

    Scénario: Une personne peut retenir une autre chaîne de valeur
      Étant donné que la chaîne de valeur est d'une autre sorte
      Et qu'un avis favorable est rendu sur le critère PRJ-06
      Quand le dossier est instruit
      Alors le critère PRJ-06 est satisfait par l'avis favorable
      Et le dossier est éligible

    Scénario: Une personne peut écarter une autre chaîne de valeur
      Étant donné que la chaîne de valeur est d'une autre sorte
      Et qu'un avis défavorable est rendu sur le critère PRJ-06
      Quand le dossier est instruit
      Alors le critère PRJ-06 est écarté par l'avis défavorable
      Et le dossier est inéligible

    Scénario: La chaîne de valeur est demandée quand elle est inconnue
      Étant donné que le dossier ne dit rien sur la chaîne de valeur du projet
      Quand le dossier est instruit
      Alors le critère PRJ-06 reste à déterminer
      Et il manque seulement la chaîne de valeur du projet

  @PRJ-07
  Règle: Le projet est suffisamment mûr

    Scénario: La maturité est jugée par une personne, au vu d'éléments réunis
      Étant donné qu'aucun avis n'est rendu sur le critère PRJ-07
      Quand le dossier est instruit
      Alors le critère PRJ-07 est à apprécier
      Et les éléments réunis mentionnent "l'état des autorisations"
      Et les éléments réunis mentionnent "l'existence de devis (oui)"
      Et les éléments réunis mentionnent "1er octobre 2024"
      Et aucun critère ne refuse le dossier
      Et le dossier est à apprécier

    Scénario: Un projet jugé assez mûr
      Étant donné qu'un avis favorable est rendu sur le critère PRJ-07
      Quand le dossier est instruit
      Alors le critère PRJ-07 est satisfait par l'avis favorable

    Scénario: Un projet jugé trop peu mûr
      Étant donné qu'un avis défavorable est rendu sur le critère PRJ-07
      Quand le dossier est instruit
      Alors le critère PRJ-07 est écarté par l'avis défavorable
      Et le dossier est inéligible

    Scénario: Sans aucun élément, la maturité reste à apprécier et rien n'est réclamé
      Étant donné qu'aucun avis n'est rendu sur le critère PRJ-07
      Et que le dossier ne dit rien sur l'état des autorisations
      Et que le dossier ne dit rien sur l'existence de devis
      Quand le dossier est instruit
      Alors le critère PRJ-07 est à apprécier
      Et il ne manque rien

  @PRJ-08
  Règle: Le projet est d'un intérêt général manifeste

    Scénario: L'intérêt général d'un projet d'entreprise est jugé par une personne
      Étant donné qu'aucun avis n'est rendu sur le critère PRJ-08
      Quand le dossier est instruit
      Alors le critère PRJ-08 est à apprécier
      Et les éléments réunis mentionnent "les emplois créés"
      Et le dossier est à apprécier

    Scénario: Un projet d'intérêt général manifeste
      Étant donné qu'un avis favorable est rendu sur le critère PRJ-08
      Quand le dossier est instruit
      Alors le critère PRJ-08 est satisfait par l'avis favorable

    Scénario: Un projet sans intérêt général manifeste
      Étant donné qu'un avis défavorable est rendu sur le critère PRJ-08
      Quand le dossier est instruit
      Alors le critère PRJ-08 est écarté par l'avis défavorable
      Et le dossier est inéligible

    Scénario: On ne juge pas avant de savoir si le porteur est une entreprise
      Étant donné que le dossier ne dit rien sur la nature du porteur
      Quand le dossier est instruit
      Alors le critère PRJ-08 reste à déterminer
      Et le critère PRJ-08 attend la nature du porteur
      Et l'avis rendu sur le critère PRJ-08 est sans effet

    Scénario: L'intérêt général n'est pas jugé pour une collectivité
      Étant donné un projet de compétences porté par une collectivité
      Quand le dossier est instruit
      Alors le critère PRJ-08 est sans objet
      Et l'avis rendu sur le critère PRJ-08 est sans effet
      Et un avertissement mentionne "PRJ-08"

  @PRJ-09
  Règle: Le projet va au-delà des normes de l'Union déjà en vigueur

    Scénario: Un projet qui va au-delà des normes
      Quand le dossier est instruit
      Alors le critère PRJ-09 est satisfait

    Scénario: Une simple mise aux normes est à apprécier et ne refuse jamais
      Étant donné que le projet ne va pas au-delà des normes en vigueur
      Quand le dossier est instruit
      Alors le critère PRJ-09 est à apprécier
      Et la source est à vérifier
      Et le motif mentionne "règle non vérifiée"
      Et un avertissement mentionne "PRJ-09"
      Et aucun critère ne refuse le dossier
      Et le dossier est à apprécier

    Scénario: Une personne peut refuser une simple mise aux normes
      Étant donné que le projet ne va pas au-delà des normes en vigueur
      Et qu'un avis défavorable est rendu sur le critère PRJ-09
      Quand le dossier est instruit
      Alors le critère PRJ-09 est écarté par l'avis défavorable
      Et le dossier est inéligible

    Scénario: Le dépassement des normes est demandé quand il est inconnu
      Étant donné que le dossier ne dit rien sur le dépassement des normes de l'Union en vigueur
      Quand le dossier est instruit
      Alors le critère PRJ-09 reste à déterminer
      Et il manque seulement le dépassement des normes de l'Union en vigueur

    Scénario: Les normes n'importent pas à un projet de compétences
      Étant donné un projet de compétences porté par un établissement de formation
      Et que le projet ne va pas au-delà des normes en vigueur
      Quand le dossier est instruit
      Alors le critère PRJ-09 est sans objet

  @PRJ-10
  Règle: Le projet n'installe ni photovoltaïque injecté, ni chaudière fossile

    Scénario: En 2025, un projet sans photovoltaïque injecté ni chaudière fossile
      Étant donné une demande reçue le 13 mai 2025
      Quand le dossier est instruit
      Alors le critère PRJ-10 est satisfait

    Scénario: Le photovoltaïque injecté est à apprécier et ne refuse jamais
      Étant donné une demande reçue le 13 mai 2025
      Et que le projet injecte du photovoltaïque sur le réseau
      Quand le dossier est instruit
      Alors le critère PRJ-10 est à apprécier
      Et le motif mentionne "photovoltaïque avec injection sur le réseau, que"
      Et aucun critère ne refuse le dossier
      Et le dossier est à apprécier

    Scénario: La chaudière fossile est à apprécier et ne refuse jamais
      Étant donné une demande reçue le 13 mai 2025
      Et que le projet installe une chaudière fossile
      Quand le dossier est instruit
      Alors le critère PRJ-10 est à apprécier
      Et le motif mentionne "Le projet comporte une chaudière neuve"
      Et aucun critère ne refuse le dossier

    Scénario: Les deux équipements sont dits en une phrase
      Étant donné une demande reçue le 13 mai 2025
      Et que le projet injecte du photovoltaïque sur le réseau
      Et que le projet installe une chaudière fossile
      Quand le dossier est instruit
      Alors le critère PRJ-10 est à apprécier
      Et le motif mentionne "photovoltaïque avec injection sur le réseau et une chaudière neuve"

    Scénario: La présence d'une chaudière fossile est demandée quand elle est inconnue
      Étant donné une demande reçue le 13 mai 2025
      Et que le dossier ne dit rien sur la présence d'une chaudière neuve au fioul ou au gaz seul
      Quand le dossier est instruit
      Alors le critère PRJ-10 reste à déterminer
      Et il manque seulement la présence d'une chaudière neuve au fioul ou au gaz seul

    Scénario: Un équipement connu suffit pour qu'une personne apprécie
      Étant donné une demande reçue le 13 mai 2025
      Et que le projet injecte du photovoltaïque sur le réseau
      Et que le dossier ne dit rien sur la présence d'une chaudière neuve au fioul ou au gaz seul
      Quand le dossier est instruit
      Alors le critère PRJ-10 est à apprécier
