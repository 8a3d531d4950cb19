# language: fr
Fonctionnalité: Le verdict, les avis, les éditions et les délais
  Le verdict suit un ordre fixe : un critère non satisfait rend le dossier inéligible ; sinon une
  information manquante le laisse à compléter ; sinon un point à juger le laisse à apprécier ; sinon
  il est éligible. Les critères sont ceux de l'édition en vigueur le jour de la réception.

  Contexte:
    Étant donné un dossier complet et éligible

  Règle: Le verdict suit un ordre fixe

    @verdict-eligible
    Scénario: Tous les critères applicables sont satisfaits
      Quand le dossier est instruit
      Alors le dossier est éligible
      Et il ne manque rien

    @verdict-a_apprecier
    Scénario: Un point à juger laisse le dossier à apprécier
      Étant donné qu'aucun avis n'est rendu sur le critère PRJ-08
      Quand le dossier est instruit
      Alors le dossier est à apprécier

    @verdict-a_completer
    Scénario: Une information manquante passe avant un point à juger
      Étant donné qu'aucun avis n'est rendu sur le critère PRJ-08
      Et que le dossier ne dit rien sur la nature de l'opération
      Quand le dossier est instruit
      Alors le dossier est à compléter
      Et il manque seulement la nature de l'opération

    @verdict-ineligible
    Scénario: Un critère non satisfait passe avant tout le reste
      Étant donné qu'aucun avis n'est rendu sur le critère PRJ-08
      Et que le dossier ne dit rien sur la nature de l'opération
      Et que le porteur n'est pas à jour de ses obligations fiscales
      Quand le dossier est instruit
      Alors le dossier est inéligible
      Et il manque la nature de l'opération

    @verdict-ineligible
    Scénario: L'avis défavorable d'une personne rend inéligible, même s'il manque une information
      Étant donné qu'un avis défavorable est rendu sur le critère PRJ-08
      Et que le dossier ne dit rien sur la nature de l'opération
      Quand le dossier est instruit
      Alors le dossier est inéligible

  Règle: Un avis ne tranche que ce qu'une personne doit juger

    @PRJ-04
    Scénario: Un avis favorable ne sauve pas un critère que la règle refuse
      Étant donné une assiette éligible de 399 999,99 €
      Et qu'un avis favorable est rendu sur le critère PRJ-04
      Quand le dossier est instruit
      Alors le critère PRJ-04 n'est pas satisfait
      Et l'avis rendu sur le critère PRJ-04 est sans effet
      Et un avertissement mentionne "sans effet"
      Et le dossier est inéligible

    @PRJ-04
    Scénario: Un avis défavorable n'écarte pas un critère que la règle satisfait
      Étant donné qu'un avis défavorable est rendu sur le critère PRJ-04
      Quand le dossier est instruit
      Alors le critère PRJ-04 est satisfait
      Et l'avis rendu sur le critère PRJ-04 est sans effet
      Et le dossier est éligible

    @TER-02
    Scénario: Un avis favorable ne remplace pas une information manquante
      Étant donné que la gouvernance du territoire est encore en attente
      Et qu'un avis favorable est rendu sur le critère TER-02
      Quand le dossier est instruit
      Alors le critère TER-02 reste à déterminer
      Et l'avis rendu sur le critère TER-02 est sans effet
      Et le dossier est à compléter

    @edition-2024
    Scénario: Un avis sur un critère d'une autre édition est sans effet
      Étant donné une demande reçue le 13 mai 2024
      Et qu'un avis défavorable est rendu sur le critère PRJ-10
      Quand le dossier est instruit
      Alors le critère PRJ-10 n'existe pas dans cette édition
      Et un avertissement mentionne "PRJ-10"
      Et le dossier est éligible

  Règle: La date de réception choisit l'édition

    @edition-2024
    Scénario: En 2024, le volet « rebond industriel » existe, l'exclusion des équipements fossiles non
      Étant donné une demande reçue le 13 mai 2024
      Et que le projet installe une chaudière fossile
      Quand le dossier est instruit
      Alors l'édition appliquée est celle de 2024
      Et le critère PRJ-10 n'existe pas dans cette édition
      Et le dossier est éligible

    @edition-2025
    Scénario: En 2025, le volet « rebond industriel » n'est plus mentionné
      Étant donné une demande reçue le 13 mai 2025
      Et que le projet est présenté au titre du « rebond industriel »
      Et un projet implanté à Orléans
      Quand le dossier est instruit
      Alors l'édition appliquée est celle de 2025
      Et le critère TER-04 n'existe pas dans cette édition
      Et le dossier est éligible

    @edition-2024
    Scénario: Une demande reçue en 2024 garde les critères de 2024
      Étant donné une demande reçue le 31 décembre 2024
      Et que le projet installe une chaudière fossile
      Quand le dossier est instruit
      Alors l'édition appliquée est celle de 2024
      Et le dossier est éligible

    @edition-2025
    Scénario: Une date imposée à l'instruction choisit l'édition à la place de la réception
      Étant donné une demande reçue le 13 mai 2024
      Quand le dossier est instruit à la date du 1er juin 2025
      Alors l'édition appliquée est celle de 2025
      Et un avertissement mentionne "1er juin 2025"

    @edition-2025
    Scénario: Une édition peut être imposée
      Étant donné une demande reçue le 13 mai 2024
      Quand le dossier est instruit selon l'édition 2025
      Alors l'édition appliquée est celle de 2025
      Et un avertissement mentionne "imposée"

  Règle: Hors de toute édition, l'outil le dit et ne devine pas

    @PRJ-01
    Plan du scénario: Aucune édition connue ne couvre la date
      Étant donné une demande reçue le <réception>
      Quand le dossier est instruit
      Alors aucune édition ne s'applique
      Et la décision ne porte que sur le critère PRJ-01
      Et le critère PRJ-01 est à apprécier
      Et le motif mentionne "aucune édition connue ne couvre cette date"
      Et le territoire du site est « Berry Sologne »
      Et l'entreprise est une moyenne entreprise
      Et le dossier est à apprécier

      Exemples: L'édition 2026 n'est pas publiée ; il y a un creux au début de 2025
        | réception        |
        | 31 décembre 2023 |
        | 1er janvier 2025 |
        | 11 mars 2025     |
        | 1er janvier 2026 |
        | 13 mai 2026      |

    @PRJ-01
    Scénario: Aucun avis ne tranche hors édition
      Étant donné une demande reçue le 13 mai 2026
      Et qu'un avis défavorable est rendu sur le critère PRJ-01
      Quand le dossier est instruit
      Alors le critère PRJ-01 est à apprécier
      Et aucun critère ne refuse le dossier
      Et le dossier est à apprécier

    @PRJ-01
    Scénario: Hors édition, rien n'est refusé, même un dossier mal parti
      Étant donné une demande reçue le 13 mai 2026
      Et une assiette éligible de 10 000,00 €
      Et qu'une procédure collective est ouverte
      Quand le dossier est instruit
      Alors le critère PRJ-01 est à apprécier
      Et aucun critère ne refuse le dossier
      Et le dossier est à apprécier

  Règle: Les délais se comptent du jour de la réception

    @delai-recevabilite
    Plan du scénario: Deux mois pour dire si la demande est recevable
      Étant donné une demande reçue le <réception>
      Quand le dossier est instruit
      Alors la recevabilité se décide au plus tard le <échéance>

      Exemples: Une fin de mois plus courte arrête le délai
        | réception        | échéance         |
        | 13 mai 2024      | 13 juillet 2024  |
        | 31 décembre 2024 | 28 février 2025  |
        | 30 décembre 2024 | 28 février 2025  |
        | 28 décembre 2024 | 28 février 2025  |
        | 31 décembre 2023 | 29 février 2024  |
        | 31 juillet 2024  | 30 septembre 2024 |

    @delai-decision
    Plan du scénario: Huit mois pour décider
      Étant donné une demande reçue le <réception>
      Quand le dossier est instruit
      Alors la demande se décide au plus tard le <échéance>

      Exemples:
        | réception        | échéance         |
        | 13 mai 2024      | 13 janvier 2025  |
        | 30 juin 2024     | 28 février 2025  |
        | 31 août 2024     | 30 avril 2025    |
        | 31 décembre 2024 | 31 août 2025     |

    @delai-decision
    Scénario: Une date imposée à l'instruction ne déplace pas les délais
      Étant donné une demande reçue le 13 mai 2024
      Quand le dossier est instruit à la date du 1er juin 2024
      Alors la demande se décide au plus tard le 13 janvier 2025
      Et la recevabilité se décide au plus tard le 13 juillet 2024
