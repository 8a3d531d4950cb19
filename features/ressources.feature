# language: fr
Fonctionnalité: La gestion des ressources
  Une seule baisse suffit : l'eau, l'énergie, les matières, les déchets ou les sols artificialisés.
  La règle est « à vérifier » et ne refuse jamais d'elle-même.

  Contexte:
    Étant donné un dossier complet et éligible
    Et la seule thématique gestion des ressources
    Et une consommation d'énergie de 9 100 puis 9 100 MWh par an

  @RES-01
  Règle: La consommation d'une ressource baisse

    Scénario: L'eau baisse
      Étant donné une consommation d'eau de 900 puis 899,9 m³ par an
      Quand le dossier est instruit
      Alors le critère RES-01 est satisfait
      Et le motif mentionne "d'eau passe de 900"
      Et le dossier est éligible

    Scénario: L'énergie baisse
      Étant donné une consommation d'énergie de 9 100 puis 9 099,9 MWh par an
      Quand le dossier est instruit
      Alors le critère RES-01 est satisfait
      Et le motif mentionne "d'énergie passe de 9 100"

    Scénario: Les matières consommées baissent
      Étant donné une consommation d'eau de 900 puis 900 m³ par an
      Et une consommation de matières de 120 puis 119,9 tonnes par an
      Quand le dossier est instruit
      Alors le critère RES-01 est satisfait
      Et le motif mentionne "de matières passe de 120"

    Scénario: Les déchets baissent
      Étant donné une consommation de matières de 120 puis 120 tonnes par an
      Et une production de déchets de 40 puis 39,9 tonnes par an
      Quand le dossier est instruit
      Alors le critère RES-01 est satisfait
      Et le motif mentionne "de déchets passe de 40"

    Scénario: La surface artificialisée baisse
      Étant donné une production de déchets de 40 puis 40 tonnes par an
      Et une surface artificialisée de 5 000 puis 4 999 m²
      Quand le dossier est instruit
      Alors le critère RES-01 est satisfait
      Et le motif mentionne "artificialisée passe de 5 000"

    Scénario: Rien ne baisse, une personne apprécie et la règle ne refuse jamais
      Étant donné une consommation d'eau de 900 puis 900 m³ par an
      Et une consommation de matières de 120 puis 130 tonnes par an
      Et une production de déchets de 40 puis 40 tonnes par an
      Et une surface artificialisée de 5 000 puis 5 000 m²
      Quand le dossier est instruit
      Alors le critère RES-01 est à apprécier
      Et la source est à vérifier
      Et aucun critère ne refuse le dossier
      Et le dossier est à apprécier

    Scénario: Une personne retient l'effort sur les ressources
      Étant donné une consommation d'eau de 900 puis 900 m³ par an
      Et une consommation de matières de 120 puis 120 tonnes par an
      Et une production de déchets de 40 puis 40 tonnes par an
      Et une surface artificialisée de 5 000 puis 5 000 m²
      Et qu'un avis favorable est rendu sur le critère RES-01
      Quand le dossier est instruit
      Alors le critère RES-01 est satisfait par l'avis favorable

    Scénario: Ce qui n'est pas connu est demandé tant que rien ne baisse
      Étant donné une consommation d'eau de 900 puis 900 m³ par an
      Quand le dossier est instruit
      Alors le critère RES-01 reste à déterminer
      Et le motif mentionne "Aucune baisse n'est établie à ce stade ; il suffit d'une seule"
      Et le critère RES-01 attend la consommation annuelle de matières avant le projet
      Et le critère RES-01 attend la production annuelle de déchets après le projet
      Et aucun critère ne refuse le dossier
      Et le dossier est à compléter

    Scénario: Une baisse connue dispense de connaître le reste
      Étant donné une consommation d'eau de 900 puis 300 m³ par an
      Quand le dossier est instruit
      Alors le critère RES-01 est satisfait
      Et il ne manque rien

    Scénario: Des thématiques inconnues sont demandées
      Étant donné que le dossier ne dit rien sur les thématiques du projet
      Quand le dossier est instruit
      Alors le critère RES-01 reste à déterminer
      Et le motif mentionne "Il reste à savoir si le projet"
      Et le critère RES-01 attend les thématiques du projet

    Scénario: Les ressources importent peu sous une autre thématique
      Étant donné la seule thématique décarbonation
      Quand le dossier est instruit
      Alors le critère RES-01 est sans objet

    Scénario: Un projet de compétences n'est pas jugé sur cet effet
      Étant donné un projet de compétences porté par une entreprise
      Et la seule thématique gestion des ressources
      Quand le dossier est instruit
      Alors le critère RES-01 est sans objet
