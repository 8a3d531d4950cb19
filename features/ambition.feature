# language: fr
Fonctionnalité: L'ambition environnementale du projet
  La région attend des projets « structurants et ambitieux ». L'outil regarde si un effet
  environnemental est établi au titre des thématiques déclarées, tel qu'il le calcule lui-même :
  l'avis d'une personne sur un effet ne change pas ce calcul.

  Contexte:
    Étant donné un dossier complet et éligible

  @PRJ-11
  Règle: Le projet est structurant et ambitieux pour l'environnement

    Scénario: Un effet établi suffit
      Étant donné les thématiques décarbonation et gestion des ressources
      Et des émissions de 4 200 puis 4 200 tonnes par an
      Et une consommation d'eau de 900 puis 300 m³ par an
      Quand le dossier est instruit
      Alors le critère PRJ-11 est satisfait

    Scénario: Sans effet établi, une personne apprécie
      Étant donné des émissions de 4 200 puis 4 200 tonnes par an
      Quand le dossier est instruit
      Alors le critère PRJ-11 est à apprécier
      Et aucun critère ne refuse le dossier
      Et le dossier est à apprécier

    Scénario: Un avis favorable sur l'effet ne dispense pas de juger l'ambition
      Étant donné des émissions de 4 200 puis 4 200 tonnes par an
      Et qu'un avis favorable est rendu sur le critère DEC-01
      Quand le dossier est instruit
      Alors le critère PRJ-11 est à apprécier
      Et le critère DEC-01 est satisfait par l'avis favorable
      Et le dossier est à apprécier

    Scénario: Un avis défavorable sur un effet établi ne retire pas l'ambition
      Étant donné qu'un avis défavorable est rendu sur le critère DEC-01
      Quand le dossier est instruit
      Alors le critère PRJ-11 est satisfait
      Et l'avis rendu sur le critère DEC-01 est sans effet
      Et le dossier est éligible

    Scénario: Une personne juge l'ambition quand aucun effet n'est établi
      Étant donné des émissions de 4 200 puis 4 200 tonnes par an
      Et qu'un avis favorable est rendu sur le critère DEC-01
      Et qu'un avis favorable est rendu sur le critère PRJ-11
      Quand le dossier est instruit
      Alors le critère PRJ-11 est satisfait par l'avis favorable
      Et le dossier est éligible

    Scénario: Un investissement sans thématique environnementale est refusé
      Étant donné la seule thématique compétences
      Quand le dossier est instruit
      Alors le critère PRJ-11 n'est pas satisfait
      Et le motif mentionne "aucune des quatre thématiques environnementales"
      Et le dossier est inéligible

    Scénario: Des chiffres manquants laissent à déterminer
      Étant donné que le dossier ne dit rien sur les émissions annuelles après le projet
      Quand le dossier est instruit
      Alors le critère PRJ-11 reste à déterminer
      Et le motif mentionne "Aucun effet environnemental n'est établi à ce stade"
      Et il manque seulement les émissions annuelles après le projet
      Et aucun critère ne refuse le dossier

    Scénario: Des thématiques inconnues laissent à déterminer
      Étant donné que le dossier ne dit rien sur les thématiques du projet
      Et des émissions de 4 200 puis 4 200 tonnes par an
      Et une consommation d'énergie de 9 100 puis 9 100 MWh par an
      Quand le dossier est instruit
      Alors le critère PRJ-11 reste à déterminer
      Et le critère PRJ-11 attend les thématiques du projet
      Et aucun critère ne refuse le dossier

    Scénario: Un volet inconnu laisse à déterminer
      Étant donné des émissions de 4 200 puis 4 200 tonnes par an
      Et que le dossier ne dit rien sur le volet de la mesure
      Quand le dossier est instruit
      Alors le critère PRJ-11 reste à déterminer
      Et le motif mentionne "Il reste à savoir si le projet relève du volet investissement"
      Et aucun critère ne refuse le dossier

    Scénario: Un projet de compétences n'a pas à établir d'effet environnemental
      Étant donné un projet de compétences porté par un établissement de formation
      Quand le dossier est instruit
      Alors le critère PRJ-11 est sans objet
