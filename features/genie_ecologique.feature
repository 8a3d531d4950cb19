# language: fr
Fonctionnalité: Le génie écologique
  Restaurer une surface ou un linéaire, ou mettre en œuvre une solution fondée sur la nature : l'un des
  trois suffit. La règle est « à vérifier » et ne refuse jamais d'elle-même.

  Contexte:
    Étant donné un dossier complet et éligible
    Et la seule thématique génie écologique

  @GEN-01
  Règle: Le projet restaure un milieu ou se fonde sur la nature

    Scénario: Une surface restaurée
      Étant donné une surface restaurée de 0,1 ha
      Quand le dossier est instruit
      Alors le critère GEN-01 est satisfait
      Et le motif mentionne "0,1 ha"
      Et le dossier est éligible

    Scénario: Un linéaire restauré
      Étant donné une surface restaurée de 0 ha
      Et un linéaire restauré de 1 m
      Quand le dossier est instruit
      Alors le critère GEN-01 est satisfait
      Et le motif mentionne "Linéaire restauré : 1 m"
      Et le dossier est éligible

    Scénario: Une solution fondée sur la nature
      Étant donné une solution fondée sur la nature
      Et un linéaire restauré de 0 m
      Quand le dossier est instruit
      Alors le critère GEN-01 est satisfait
      Et le motif mentionne "fondée sur la nature"

    Scénario: Ni surface, ni linéaire, ni solution fondée sur la nature, et pourtant pas de refus
      Étant donné une surface restaurée de 0 ha
      Et un linéaire restauré de 0 m
      Et aucune solution fondée sur la nature
      Quand le dossier est instruit
      Alors le critère GEN-01 est à apprécier
      Et la source est à vérifier
      Et aucun critère ne refuse le dossier
      Et le dossier est à apprécier

    Scénario: Une personne refuse un projet qui ne restaure rien
      Étant donné une surface restaurée de 0 ha
      Et un linéaire restauré de 0 m
      Et qu'un avis défavorable est rendu sur le critère GEN-01
      Quand le dossier est instruit
      Alors le critère GEN-01 est écarté par l'avis défavorable
      Et le dossier est inéligible

    Scénario: La surface et le linéaire sont demandés quand ils sont inconnus
      Étant donné aucune solution fondée sur la nature
      Quand le dossier est instruit
      Alors le critère GEN-01 reste à déterminer
      Et le critère GEN-01 attend la surface restaurée
      Et le critère GEN-01 attend le linéaire restauré
      Et le dossier est à compléter

    Scénario: La restauration importe peu sous une autre thématique
      Étant donné la seule thématique décarbonation
      Quand le dossier est instruit
      Alors le critère GEN-01 est sans objet

    Scénario: Un projet de compétences n'est pas jugé sur cet effet
      Étant donné un projet de compétences porté par une entreprise
      Et la seule thématique génie écologique
      Quand le dossier est instruit
      Alors le critère GEN-01 est sans objet
