# language: fr
Fonctionnalité: Les pièces de la demande
  L'arrêté du 21 août 2018 dit ce que contient une demande. Une pièce absente se réclame ; elle ne fait
  jamais refuser.

  Contexte:
    Étant donné un dossier complet et éligible

  @PIE-01
  Règle: La description du projet est jointe

    Scénario: La description du projet : la pièce est jointe
      Étant donné toutes les pièces jointes
      Quand le dossier est instruit
      Alors le critère PIE-01 est satisfait

    Scénario: La description du projet : la pièce absente se réclame, sans jamais refuser
      Étant donné toutes les pièces jointes sauf la description du projet
      Quand le dossier est instruit
      Alors le critère PIE-01 reste à déterminer
      Et il manque seulement les pièces de la demande
      Et aucun critère ne refuse le dossier
      Et le dossier est à compléter

  @PIE-02
  Règle: Le calendrier est joint

    Scénario: Le calendrier : la pièce est jointe
      Étant donné toutes les pièces jointes
      Quand le dossier est instruit
      Alors le critère PIE-02 est satisfait

    Scénario: Le calendrier : la pièce absente se réclame, sans jamais refuser
      Étant donné toutes les pièces jointes sauf le calendrier
      Quand le dossier est instruit
      Alors le critère PIE-02 reste à déterminer
      Et il manque seulement les pièces de la demande
      Et aucun critère ne refuse le dossier
      Et le dossier est à compléter

  @PIE-03
  Règle: Le détail des coûts est joint

    Scénario: Le détail des coûts : la pièce est jointe
      Étant donné toutes les pièces jointes
      Quand le dossier est instruit
      Alors le critère PIE-03 est satisfait

    Scénario: Le détail des coûts : la pièce absente se réclame, sans jamais refuser
      Étant donné toutes les pièces jointes sauf le détail des coûts
      Quand le dossier est instruit
      Alors le critère PIE-03 reste à déterminer
      Et il manque seulement les pièces de la demande
      Et aucun critère ne refuse le dossier
      Et le dossier est à compléter

  @PIE-04
  Règle: Le plan de financement est joint

    Scénario: Le plan de financement : la pièce est jointe
      Étant donné toutes les pièces jointes
      Quand le dossier est instruit
      Alors le critère PIE-04 est satisfait

    Scénario: Le plan de financement : la pièce absente se réclame, sans jamais refuser
      Étant donné toutes les pièces jointes sauf le plan de financement
      Quand le dossier est instruit
      Alors le critère PIE-04 reste à déterminer
      Et il manque seulement les pièces de la demande
      Et aucun critère ne refuse le dossier
      Et le dossier est à compléter

  @PIE-05
  Règle: La déclaration sur l'honneur est jointe

    Scénario: La déclaration sur l'honneur : la pièce est jointe
      Étant donné toutes les pièces jointes
      Quand le dossier est instruit
      Alors le critère PIE-05 est satisfait

    Scénario: La déclaration sur l'honneur : la pièce absente se réclame, sans jamais refuser
      Étant donné toutes les pièces jointes sauf la déclaration sur l'honneur
      Quand le dossier est instruit
      Alors le critère PIE-05 reste à déterminer
      Et il manque seulement les pièces de la demande
      Et aucun critère ne refuse le dossier
      Et le dossier est à compléter

  @PIE-06
  Règle: Les pièces d'identité du porteur sont jointes

    Scénario: La pièce d'identité du porteur : la pièce est jointe
      Étant donné toutes les pièces jointes
      Quand le dossier est instruit
      Alors le critère PIE-06 est satisfait

    Scénario: La pièce d'identité du porteur : la pièce absente se réclame, sans jamais refuser
      Étant donné toutes les pièces jointes sauf la pièce d'identité du porteur
      Quand le dossier est instruit
      Alors le critère PIE-06 reste à déterminer
      Et il manque seulement les pièces de la demande
      Et aucun critère ne refuse le dossier
      Et le dossier est à compléter

  @PIE-07
  Règle: La liste des aides reçues est jointe

    Scénario: La liste des aides reçues : la pièce est jointe
      Étant donné toutes les pièces jointes
      Quand le dossier est instruit
      Alors le critère PIE-07 est satisfait

    Scénario: La liste des aides reçues : la pièce absente se réclame, sans jamais refuser
      Étant donné toutes les pièces jointes sauf la liste des aides reçues
      Quand le dossier est instruit
      Alors le critère PIE-07 reste à déterminer
      Et il manque seulement les pièces de la demande
      Et aucun critère ne refuse le dossier
      Et le dossier est à compléter

  @PIE-08
  Règle: L'accord de la gouvernance est joint

    Scénario: L'accord de la gouvernance : la pièce est jointe
      Étant donné toutes les pièces jointes
      Quand le dossier est instruit
      Alors le critère PIE-08 est satisfait

    Scénario: L'accord de la gouvernance : la pièce absente se réclame, sans jamais refuser
      Étant donné toutes les pièces jointes sauf l'accord de la gouvernance
      Quand le dossier est instruit
      Alors le critère PIE-08 reste à déterminer
      Et il manque seulement les pièces de la demande
      Et aucun critère ne refuse le dossier
      Et le dossier est à compléter

    Scénario: L'accord de la gouvernance n'est demandé qu'aux entreprises
      Étant donné un projet de compétences porté par une association
      Et toutes les pièces jointes sauf l'accord de la gouvernance
      Quand le dossier est instruit
      Alors le critère PIE-08 est sans objet
      Et il ne manque rien

    Scénario: L'accord de la gouvernance dépend de la nature du porteur
      Étant donné que le dossier ne dit rien sur la nature du porteur
      Et toutes les pièces jointes sauf l'accord de la gouvernance
      Quand le dossier est instruit
      Alors le critère PIE-08 reste à déterminer
      Et le critère PIE-08 attend la nature du porteur

  @PIE-01 @PIE-02 @PIE-03 @PIE-04 @PIE-05 @PIE-06 @PIE-07 @PIE-08
  Règle: Une liste de pièces vide, ou inconnue, laisse le dossier à compléter

    Scénario: Aucune pièce n'est jointe
      Étant donné aucune pièce jointe
      Quand le dossier est instruit
      Alors le critère PIE-01 reste à déterminer
      Et le critère PIE-02 reste à déterminer
      Et le critère PIE-03 reste à déterminer
      Et le critère PIE-04 reste à déterminer
      Et le critère PIE-05 reste à déterminer
      Et le critère PIE-06 reste à déterminer
      Et le critère PIE-07 reste à déterminer
      Et le critère PIE-08 reste à déterminer
      Et il manque seulement les pièces de la demande
      Et le dossier est à compléter

    Scénario: Les pièces sont inconnues
      Étant donné que le dossier ne dit rien sur les pièces de la demande
      Quand le dossier est instruit
      Alors le critère PIE-01 reste à déterminer
      Et le critère PIE-02 reste à déterminer
      Et le critère PIE-03 reste à déterminer
      Et le critère PIE-04 reste à déterminer
      Et le critère PIE-05 reste à déterminer
      Et le critère PIE-06 reste à déterminer
      Et le critère PIE-07 reste à déterminer
      Et le critère PIE-08 reste à déterminer
      Et il manque seulement les pièces de la demande
      Et le dossier est à compléter
