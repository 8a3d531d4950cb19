# language: fr
Fonctionnalité: La période des régimes exemptés
  Le règlement général d'exemption s'applique du 1er juillet 2014 au 31 décembre 2026, et ses régimes
  restent admis six mois de plus (art. 58, par. 4). Le même projet est instruit à chacun des jours où
  un régime s'ouvre ou se ferme : le premier et le dernier jour comptent, la veille et le lendemain
  non.

  Contexte:
    Étant donné un dossier complet et éligible
    Et un site classé intégralement en zone AFR
    Et l'opération est une création de site
    Et un surcoût de 500 000,00 €
    Et une consommation d'eau de 900 puis 600 m³ par an
    Et le projet produit de l'énergie renouvelable
    Et les dépenses suivantes :
      | poste | nature     | montant      | éligible |
      | Four  | équipement | 960 000,00 € | oui      |
      | Étude | étude      | 20 000,00 €  | oui      |

  @rgec-14 @rgec-17 @rgec-18 @rgec-36 @rgec-38 @rgec-41 @rgec-49
  Plan du scénario: L'investissement, la décarbonation, l'énergie et les études
    Quand le dossier est instruit à la date du <jour> selon l'édition 2024
    Alors le régime rgec-14 <s'applique ou non>
    Et le régime rgec-17 <s'applique ou non>
    Et le régime rgec-18 <s'applique ou non>
    Et le régime rgec-36 <s'applique ou non>
    Et le régime rgec-38 <s'applique ou non>
    Et le régime rgec-41 <s'applique ou non>
    Et le régime rgec-49 <s'applique ou non>

    Exemples: Au jour près
      | jour             | s'applique ou non |
      | 30 juin 2014     | ne s'applique pas |
      | 1er juillet 2014 | s'applique        |
      | 30 juin 2027     | s'applique        |
      | 1er juillet 2027 | ne s'applique pas |

  @rgec-45
  Plan du scénario: Les habitats naturels et la biodiversité
    Étant donné la seule thématique génie écologique
    Quand le dossier est instruit à la date du <jour> selon l'édition 2024
    Alors le régime rgec-45 <s'applique ou non>

    Exemples: Au jour près
      | jour             | s'applique ou non |
      | 30 juin 2014     | ne s'applique pas |
      | 1er juillet 2014 | s'applique        |
      | 30 juin 2027     | s'applique        |
      | 1er juillet 2027 | ne s'applique pas |

  @rgec-47
  Plan du scénario: Les ressources et l'économie circulaire
    Étant donné la seule thématique gestion des ressources
    Quand le dossier est instruit à la date du <jour> selon l'édition 2024
    Alors le régime rgec-47 <s'applique ou non>

    Exemples: Au jour près
      | jour             | s'applique ou non |
      | 30 juin 2014     | ne s'applique pas |
      | 1er juillet 2014 | s'applique        |
      | 30 juin 2027     | s'applique        |
      | 1er juillet 2027 | ne s'applique pas |

  @rgec-31
  Plan du scénario: La formation
    Étant donné un projet de compétences porté par une entreprise
    Quand le dossier est instruit à la date du <jour> selon l'édition 2024
    Alors le régime rgec-31 <s'applique ou non>

    Exemples: Au jour près
      | jour             | s'applique ou non |
      | 30 juin 2014     | ne s'applique pas |
      | 1er juillet 2014 | s'applique        |
      | 30 juin 2027     | s'applique        |
      | 1er juillet 2027 | ne s'applique pas |
