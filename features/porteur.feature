# language: fr
Fonctionnalité: Le porteur du projet
  La mesure s'adresse d'abord aux entreprises industrielles, personnes morales et maîtres d'ouvrage
  de leur projet, immatriculées en France et à jour de leurs obligations. Les groupements
  d'employeurs, associations, organismes de formation et collectivités sont admis à titre
  secondaire, notamment pour les projets de compétences.

  Contexte:
    Étant donné un dossier complet et éligible

  @POR-01
  Règle: Le porteur est une personne morale, maître d'ouvrage du projet

    Scénario: Une société maître d'ouvrage est admise
      Quand le dossier est instruit
      Alors le critère POR-01 est satisfait
      Et le dossier est éligible

    Scénario: Une personne physique est refusée
      Étant donné que le porteur n'est pas une personne morale
      Quand le dossier est instruit
      Alors le critère POR-01 n'est pas satisfait
      Et le motif mentionne "Le porteur n'est pas une personne morale."
      Et le dossier est inéligible

    Scénario: Un porteur qui n'est pas maître d'ouvrage est refusé
      Étant donné que le porteur n'assure pas la maîtrise d'ouvrage du projet
      Quand le dossier est instruit
      Alors le critère POR-01 n'est pas satisfait
      Et le motif mentionne "Le porteur n'assure pas la maîtrise d'ouvrage"
      Et le dossier est inéligible

    Scénario: Le refus dit les deux défauts quand il y en a deux
      Étant donné que le porteur n'est pas une personne morale
      Et que le porteur n'assure pas la maîtrise d'ouvrage du projet
      Quand le dossier est instruit
      Alors le critère POR-01 n'est pas satisfait
      Et le motif mentionne "n'est pas une personne morale et n'assure pas la maîtrise d'ouvrage"

    Scénario: La qualité du porteur est demandée quand elle est inconnue
      Étant donné que le dossier ne dit rien sur la qualité de personne morale du porteur
      Quand le dossier est instruit
      Alors le critère POR-01 reste à déterminer
      Et il manque seulement la qualité de personne morale du porteur
      Et le dossier est à compléter

    Scénario: Un défaut connu suffit, même si l'autre point est inconnu
      Étant donné que le porteur n'assure pas la maîtrise d'ouvrage du projet
      Mais que le dossier ne dit rien sur la qualité de personne morale du porteur
      Quand le dossier est instruit
      Alors le critère POR-01 n'est pas satisfait
      Et le dossier est inéligible

  @POR-02
  Règle: La nature du porteur est admise

    Scénario: Une entreprise est admise pour un investissement
      Quand le dossier est instruit
      Alors le critère POR-02 est satisfait
      Et le motif mentionne "une entreprise"

    Plan du scénario: Pour un projet de compétences, la nature du porteur est plus ouverte
      Étant donné un projet de compétences porté par <porteur>
      Quand le dossier est instruit
      Alors le critère POR-02 <conclusion>

      Exemples:
        | porteur                        | conclusion           |
        | une entreprise                 | est satisfait        |
        | un groupement d'employeurs     | est satisfait        |
        | une association                | est satisfait        |
        | un établissement de formation  | est satisfait        |
        | une collectivité               | est satisfait        |
        | un groupement de collectivités | est satisfait        |
        | un porteur d'une autre nature  | n'est pas satisfait  |

    Plan du scénario: Pour un investissement, ces natures de porteur sont à apprécier
      Étant donné que le porteur est <porteur>
      Quand le dossier est instruit
      Alors le critère POR-02 est à apprécier
      Et le motif mentionne "à titre secondaire"

      Exemples:
        | porteur                        |
        | un groupement d'employeurs     |
        | une association                |
        | un établissement de formation  |
        | une collectivité               |
        | un groupement de collectivités |

    Scénario: Un porteur d'une autre nature est refusé pour un investissement
      Étant donné que le porteur est un porteur d'une autre nature
      Quand le dossier est instruit
      Alors le critère POR-02 n'est pas satisfait
      Et le dossier est inéligible

    Scénario: Un porteur d'une autre nature est refusé même si le volet est inconnu
      Étant donné que le porteur est un porteur d'une autre nature
      Mais que le dossier ne dit rien sur le volet de la mesure
      Quand le dossier est instruit
      Alors le critère POR-02 n'est pas satisfait
      Et le dossier est inéligible

    Scénario: Une entreprise est admise même si le volet est inconnu
      Étant donné que le dossier ne dit rien sur le volet de la mesure
      Quand le dossier est instruit
      Alors le critère POR-02 est satisfait

    Scénario: La nature du porteur est demandée quand elle est inconnue
      Étant donné que le dossier ne dit rien sur la nature du porteur
      Quand le dossier est instruit
      Alors le critère POR-02 reste à déterminer
      Et le critère POR-02 attend la nature du porteur
      Et le dossier est à compléter

    Scénario: Pour une association, c'est le volet qui est demandé
      Étant donné que le porteur est une association
      Et que le dossier ne dit rien sur le volet de la mesure
      Quand le dossier est instruit
      Alors le critère POR-02 reste à déterminer
      Et le critère POR-02 attend le volet de la mesure

  @POR-03
  Règle: L'entreprise est immatriculée en France

    Scénario: Une entreprise immatriculée en France est admise
      Quand le dossier est instruit
      Alors le critère POR-03 est satisfait

    Scénario: Une entreprise qui n'est pas immatriculée en France est refusée
      Étant donné que l'entreprise n'est pas immatriculée en France
      Quand le dossier est instruit
      Alors le critère POR-03 n'est pas satisfait
      Et le motif mentionne "n'est pas immatriculée en France"
      Et le dossier est inéligible

    Scénario: L'immatriculation est demandée quand elle est inconnue
      Étant donné que le dossier ne dit rien sur l'immatriculation de l'entreprise en France
      Quand le dossier est instruit
      Alors le critère POR-03 reste à déterminer
      Et il manque seulement l'immatriculation de l'entreprise en France

    Scénario: L'immatriculation n'est pas demandée à une collectivité
      Étant donné un projet de compétences porté par une collectivité
      Mais que le dossier ne dit rien sur l'immatriculation de l'entreprise en France
      Quand le dossier est instruit
      Alors le critère POR-03 est sans objet

    Scénario: Une entreprise immatriculée en France est admise même si sa nature reste à préciser
      Étant donné que le dossier ne dit rien sur la nature du porteur
      Quand le dossier est instruit
      Alors le critère POR-03 est satisfait

  @POR-04
  Règle: Le numéro SIRET du porteur est indiqué

    Scénario: Le numéro SIRET est indiqué
      Étant donné que le numéro SIRET du porteur est 73282932000074
      Quand le dossier est instruit
      Alors le critère POR-04 est satisfait

    Scénario: Un numéro SIRET de La Poste est accepté malgré sa clé particulière
      Étant donné que le numéro SIRET du porteur est 35600000049837
      Quand le dossier est instruit
      Alors le critère POR-04 est satisfait

    Scénario: Un numéro SIRET absent se demande et ne fait jamais refuser
      Étant donné que le dossier ne dit rien sur le numéro SIRET du porteur
      Quand le dossier est instruit
      Alors le critère POR-04 reste à déterminer
      Et il manque seulement le numéro SIRET du porteur
      Et aucun critère ne refuse le dossier
      Et le dossier est à compléter

  @POR-06
  Règle: Le porteur est à jour de ses obligations fiscales et sociales

    Scénario: Un porteur à jour est admis
      Quand le dossier est instruit
      Alors le critère POR-06 est satisfait

    Scénario: Un retard fiscal fait refuser
      Étant donné que le porteur n'est pas à jour de ses obligations fiscales
      Quand le dossier est instruit
      Alors le critère POR-06 n'est pas satisfait
      Et le motif mentionne "Le porteur n'est pas à jour de ses obligations fiscales."
      Et le dossier est inéligible

    Scénario: Un retard social fait refuser
      Étant donné que le porteur n'est pas à jour de ses obligations sociales
      Quand le dossier est instruit
      Alors le critère POR-06 n'est pas satisfait
      Et le motif mentionne "Le porteur n'est pas à jour de ses obligations sociales."
      Et le dossier est inéligible

    Scénario: Un retard fiscal et social est dit en une phrase
      Étant donné que le porteur n'est pas à jour de ses obligations fiscales
      Et que le porteur n'est pas à jour de ses obligations sociales
      Quand le dossier est instruit
      Alors le critère POR-06 n'est pas satisfait
      Et le motif mentionne "ni de ses obligations fiscales, ni de ses obligations sociales"

    Scénario: La régularité sociale est demandée quand elle est inconnue
      Étant donné que le dossier ne dit rien sur la régularité sociale du porteur
      Quand le dossier est instruit
      Alors le critère POR-06 reste à déterminer
      Et il manque seulement la régularité sociale du porteur

    Scénario: Un retard fiscal connu suffit, même si la régularité sociale est inconnue
      Étant donné que le porteur n'est pas à jour de ses obligations fiscales
      Mais que le dossier ne dit rien sur la régularité sociale du porteur
      Quand le dossier est instruit
      Alors le critère POR-06 n'est pas satisfait

  @POR-07
  Règle: Le porteur a la capacité financière et organisationnelle de mener tout le projet

    Scénario: La capacité du porteur est jugée par une personne
      Étant donné qu'aucun avis n'est rendu sur le critère POR-07
      Quand le dossier est instruit
      Alors le critère POR-07 est à apprécier
      Et les éléments réunis mentionnent "l'effectif consolidé (84"
      Et les éléments réunis mentionnent "12 500 000,00 €"
      Et aucun critère ne refuse le dossier
      Et le dossier est à apprécier

    Scénario: Un avis favorable tranche
      Étant donné qu'un avis favorable est rendu sur le critère POR-07
      Quand le dossier est instruit
      Alors le critère POR-07 est satisfait par l'avis favorable
      Et le dossier est éligible

    Scénario: Un avis défavorable tranche, et dit qui refuse et pourquoi
      Étant donné qu'un avis défavorable de la DREETS, rendu le 3 juin 2024 sur le critère POR-07, au motif "Plan de charge incompatible."
      Quand le dossier est instruit
      Alors le critère POR-07 est écarté par l'avis défavorable
      Et le motif mentionne "la DREETS"
      Et le motif mentionne "3 juin 2024"
      Et le motif mentionne "Plan de charge incompatible."
      Et le dossier est inéligible

    Scénario: Un avis demandé mais pas encore rendu ne tranche rien
      Étant donné que l'avis sur le critère POR-07 est demandé mais pas encore rendu
      Quand le dossier est instruit
      Alors le critère POR-07 est à apprécier
      Et le dossier est à apprécier

  @POR-08
  Règle: Aucune aide d'État illégale ne reste à rembourser

    Scénario: Une entreprise sans injonction de récupération est admise
      Quand le dossier est instruit
      Alors le critère POR-08 est satisfait

    Scénario: Une aide illégale non remboursée fait refuser
      Étant donné que l'entreprise doit encore rembourser une aide illégale
      Quand le dossier est instruit
      Alors le critère POR-08 n'est pas satisfait
      Et le motif mentionne "Deggendorf"
      Et le dossier est inéligible

    Scénario: L'existence d'une aide à rembourser est demandée quand elle est inconnue
      Étant donné que le dossier ne dit rien sur l'existence d'une aide illégale à rembourser
      Quand le dossier est instruit
      Alors le critère POR-08 reste à déterminer
      Et il manque seulement l'existence d'une aide illégale à rembourser

    Scénario: La règle ne concerne que les entreprises
      Étant donné un projet de compétences porté par une association
      Et que l'entreprise doit encore rembourser une aide illégale
      Quand le dossier est instruit
      Alors le critère POR-08 est sans objet

  @POR-09
  Règle: L'activité du porteur est industrielle

    Plan du scénario: Les sections B, C, D et E de la nomenclature sont industrielles
      Étant donné que le porteur exerce l'activité de code NAF <code>
      Quand le dossier est instruit
      Alors le critère POR-09 <conclusion>
      Et aucun critère ne refuse le dossier

      Exemples: Aux bornes de chaque section
        | code   | conclusion      |
        | 03.22Z | est à apprécier |
        | 05.10Z | est satisfait   |
        | 09.90Z | est satisfait   |
        | 10.11Z | est satisfait   |
        | 33.20D | est satisfait   |
        | 35.11Z | est satisfait   |
        | 36.00Z | est satisfait   |
        | 39.00Z | est satisfait   |
        | 41.20A | est à apprécier |
        | 72.19Z | est à apprécier |

    Scénario: Une activité hors industrie ne refuse jamais
      Étant donné que le porteur exerce l'activité de code NAF 46.72Z
      Quand le dossier est instruit
      Alors le critère POR-09 est à apprécier
      Et la source est secondaire
      Et aucun critère ne refuse le dossier
      Et le dossier est à apprécier

    Scénario: Une personne peut retenir le lien avec l'industrie
      Étant donné que le porteur exerce l'activité de code NAF 46.72Z
      Et qu'un avis favorable est rendu sur le critère POR-09
      Quand le dossier est instruit
      Alors le critère POR-09 est satisfait par l'avis favorable
      Et le dossier est éligible

    Scénario: Le code NAF est demandé quand il est inconnu
      Étant donné que le dossier ne dit rien sur le code NAF du porteur
      Quand le dossier est instruit
      Alors le critère POR-09 reste à déterminer
      Et il manque seulement le code NAF du porteur

    Scénario: L'activité importe peu pour un projet de compétences
      Étant donné un projet de compétences porté par un établissement de formation
      Quand le dossier est instruit
      Alors le critère POR-09 est sans objet
