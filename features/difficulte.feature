# language: fr
Fonctionnalité: L'entreprise en difficulté
  Une entreprise en difficulté, au sens de l'article 2, point 18, du règlement général d'exemption,
  ne peut pas être aidée. Cinq tests, de a) à e) ; un seul suffit. L'ADEME peut accepter de la
  regarder comme sortie de difficulté. Des comptes absents ne font jamais refuser.

  Contexte:
    Étant donné un dossier complet et éligible

  @POR-05
  Règle: L'entreprise n'est pas en difficulté

    Scénario: Une entreprise saine est admise
      Quand le dossier est instruit
      Alors le critère POR-05 est satisfait
      Et le motif mentionne "Aucun des tests"
      Et aucun avertissement ne mentionne "capital souscrit"
      Et un rappel mentionne "au jour de l'octroi"

    @en_difficulte-a-b
    Plan du scénario: Tests a) et b), les pertes ne dépassent pas la moitié du capital souscrit
      Étant donné un capital souscrit de 500 000,00 €
      Et des capitaux propres de <capitaux propres>
      Quand le dossier est instruit
      Alors le critère POR-05 <conclusion>
      Et le dossier est <verdict>

      Exemples: Au centime près
        | capitaux propres | conclusion          | verdict    |
        | 250 000,01 €     | est satisfait       | éligible   |
        | 250 000,00 €     | est satisfait       | éligible   |
        | 249 999,99 €     | n'est pas satisfait | inéligible |
        | 0,00 €           | n'est pas satisfait | inéligible |
        | -80 000,00 €     | n'est pas satisfait | inéligible |

    Scénario: Le refus donne les deux chiffres comparés
      Étant donné un capital souscrit de 500 000,00 €
      Et des capitaux propres de 120 000,00 €
      Quand le dossier est instruit
      Alors le critère POR-05 n'est pas satisfait
      Et aucun avertissement ne mentionne "seul son âge"
      Et le motif mentionne "120 000,00 €"
      Et le motif mentionne "500 000,00 €"

    Plan du scénario: Une PME de moins de trois ans échappe aux tests a) et b)
      Étant donné une demande reçue le 13 mai 2024
      Et que l'entreprise a été créée le <création>
      Et un capital souscrit de 500 000,00 €
      Et des capitaux propres de 0,00 €
      Quand le dossier est instruit
      Alors le critère POR-05 <conclusion>

      Exemples: Au jour près
        | création     | conclusion          |
        | 14 mai 2021  | est satisfait       |
        | 13 mai 2021  | n'est pas satisfait |
        | 12 mai 2021  | n'est pas satisfait |

    Scénario: Une PME récente qui a perdu son capital est signalée
      Étant donné que l'entreprise a été créée le 1er mars 2023
      Et un capital souscrit de 500 000,00 €
      Et des capitaux propres de 0,00 €
      Quand le dossier est instruit
      Alors le critère POR-05 est satisfait
      Et le motif mentionne "PME de moins de 3 ans"
      Et un avertissement mentionne "À vérifier de nouveau au jour de l'octroi"

    Scénario: Une PME récente dont le capital est intact n'est pas signalée
      Étant donné que l'entreprise a été créée le 1er mars 2023
      Quand le dossier est instruit
      Alors le critère POR-05 est satisfait
      Et aucun avertissement ne mentionne "seul son âge"

    Scénario: Une entreprise récente qui n'est pas une PME reste soumise aux tests a) et b)
      Étant donné une entreprise qui n'est pas une PME
      Et que l'entreprise a été créée le 1er mars 2023
      Et un capital souscrit de 500 000,00 €
      Et des capitaux propres de 0,00 €
      Quand le dossier est instruit
      Alors le critère POR-05 n'est pas satisfait

    @en_difficulte-c
    Scénario: Test c), une procédure collective fait refuser
      Étant donné qu'une procédure collective est ouverte
      Quand le dossier est instruit
      Alors le critère POR-05 n'est pas satisfait
      Et le motif mentionne "procédure collective"
      Et le dossier est inéligible

    Scénario: Une PME récente n'échappe pas au test c)
      Étant donné que l'entreprise a été créée le 1er mars 2023
      Et qu'une procédure collective est ouverte
      Quand le dossier est instruit
      Alors le critère POR-05 n'est pas satisfait

    @en_difficulte-d
    Scénario: Test d), une aide au sauvetage non remboursée fait refuser
      Étant donné qu'une aide au sauvetage reste à rembourser
      Quand le dossier est instruit
      Alors le critère POR-05 n'est pas satisfait
      Et le motif mentionne "aide au sauvetage"
      Et le dossier est inéligible

    Scénario: Une PME récente n'échappe pas au test d)
      Étant donné que l'entreprise a été créée le 1er mars 2023
      Et qu'une aide au sauvetage reste à rembourser
      Quand le dossier est instruit
      Alors le critère POR-05 n'est pas satisfait

    @en_difficulte-e
    Plan du scénario: Test e), une grande entreprise endettée qui ne couvre pas ses intérêts
      Étant donné une entreprise qui n'est pas une PME
      Et les exercices suivants :
        | année | dettes           | capitaux propres | EBITDA   | intérêts       |
        | 2022  | 9 000 000,00 €   | 1 000 000,00 €   | 0,00 €   | 100 000,00 €   |
        | 2023  | <dettes>         | 1 000 000,00 €   | <EBITDA> | 100 000,00 €   |
      Quand le dossier est instruit
      Alors le critère POR-05 <conclusion>

      Exemples: Les deux rapports doivent être franchis
        | dettes         | EBITDA       | conclusion          |
        | 7 500 000,00 € | 0,00 €       | est satisfait       |
        | 7 500 000,01 € | 0,00 €       | n'est pas satisfait |
        | 7 500 000,01 € | 99 999,99 €  | n'est pas satisfait |
        | 7 500 000,01 € | 100 000,00 € | est satisfait       |
        | 9 000 000,00 € | -50 000,00 € | n'est pas satisfait |

    Scénario: Le test e) demande deux exercices dégradés, pas un seul
      Étant donné une entreprise qui n'est pas une PME
      Et les exercices suivants :
        | année | dettes         | capitaux propres | EBITDA         | intérêts     |
        | 2022  | 1 000 000,00 € | 1 000 000,00 €   | 2 000 000,00 € | 100 000,00 € |
        | 2023  | 9 000 000,00 € | 1 000 000,00 €   | 0,00 €         | 100 000,00 € |
      Quand le dossier est instruit
      Alors le critère POR-05 est satisfait

    Scénario: Seuls les deux derniers exercices comptent, quel que soit l'ordre de saisie
      Étant donné une entreprise qui n'est pas une PME
      Et les exercices suivants :
        | année | dettes         | capitaux propres | EBITDA         | intérêts     |
        | 2023  | 9 000 000,00 € | 1 000 000,00 €   | 0,00 €         | 100 000,00 € |
        | 2021  | 1 000 000,00 € | 1 000 000,00 €   | 2 000 000,00 € | 100 000,00 € |
        | 2022  | 9 000 000,00 € | 1 000 000,00 €   | 0,00 €         | 100 000,00 € |
      Quand le dossier est instruit
      Alors le critère POR-05 n'est pas satisfait
      Et le motif mentionne "7,5 fois ses capitaux propres"
      Et le dossier est inéligible

    Plan du scénario: Des dettes face à des capitaux propres nuls ou négatifs dépassent le rapport
      Étant donné une entreprise qui n'est pas une PME
      Et les exercices suivants :
        | année | dettes   | capitaux propres   | EBITDA | intérêts    |
        | 2022  | <dettes> | <capitaux propres> | 0,00 € | 10 000,00 € |
        | 2023  | <dettes> | <capitaux propres> | 0,00 € | 10 000,00 € |
      Quand le dossier est instruit
      Alors le critère POR-05 <conclusion>

      Exemples:
        | dettes | capitaux propres | conclusion          |
        | 0,01 € | 0,00 €           | n'est pas satisfait |
        | 0,01 € | -0,01 €          | n'est pas satisfait |
        | 0,00 € | 0,00 €           | est satisfait       |
        | 0,00 € | -0,01 €          | est satisfait       |

    Scénario: Le test e) ne concerne pas une PME
      Étant donné les exercices suivants :
        | année | dettes         | capitaux propres | EBITDA | intérêts     |
        | 2022  | 9 000 000,00 € | 1 000 000,00 €   | 0,00 € | 100 000,00 € |
        | 2023  | 9 000 000,00 € | 1 000 000,00 €   | 0,00 € | 100 000,00 € |
      Quand le dossier est instruit
      Alors le critère POR-05 est satisfait

    Scénario: Les comptes d'une grande entreprise sont demandés quand ils manquent
      Étant donné une entreprise qui n'est pas une PME
      Quand le dossier est instruit
      Alors le critère POR-05 reste à déterminer
      Et le motif mentionne "Il manque : les comptes des deux derniers exercices"
      Et il manque seulement les comptes des deux derniers exercices
      Et aucun critère ne refuse le dossier
      Et le dossier est à compléter

    Scénario: Un seul exercice ne suffit pas à conclure
      Étant donné une entreprise qui n'est pas une PME
      Et les exercices suivants :
        | année | dettes         | capitaux propres | EBITDA | intérêts     |
        | 2023  | 9 000 000,00 € | 1 000 000,00 €   | 0,00 € | 100 000,00 € |
      Quand le dossier est instruit
      Alors le critère POR-05 reste à déterminer
      Et le critère POR-05 attend les comptes des deux derniers exercices

    Scénario: Un exercice sain suffit à écarter le test e), même si l'autre est mal connu
      Étant donné une entreprise qui n'est pas une PME
      Et les exercices suivants :
        | année | dettes         | capitaux propres | EBITDA | intérêts     |
        | 2022  |                |                  |        |              |
        | 2023  | 1 000 000,00 € | 1 000 000,00 €   | 0,00 € | 100 000,00 € |
      Quand le dossier est instruit
      Alors le critère POR-05 est satisfait

    Scénario: Un chiffre manquant d'un exercice est demandé
      Étant donné une entreprise qui n'est pas une PME
      Et les exercices suivants :
        | année | dettes         | capitaux propres | EBITDA | intérêts     |
        | 2022  | 9 000 000,00 € | 1 000 000,00 €   | 0,00 € | 100 000,00 € |
        | 2023  | 9 000 000,00 € | 1 000 000,00 €   |        | 100 000,00 € |
      Quand le dossier est instruit
      Alors le critère POR-05 reste à déterminer
      Et il manque seulement l'EBITDA de l'exercice (ligne 2)

    Plan du scénario: Chaque élément inconnu est demandé
      Étant donné que le dossier ne dit rien sur <information>
      Quand le dossier est instruit
      Alors le critère POR-05 reste à déterminer
      Et il manque seulement <information>
      Et aucun critère ne refuse le dossier

      Exemples:
        | information                                                                  |
        | le capital souscrit, primes comprises                                        |
        | les capitaux propres de l'entreprise                                         |
        | l'existence d'une procédure collective                                       |
        | l'existence d'une aide au sauvetage ou d'un plan de restructuration en cours |

    Scénario: Une procédure collective suffit, même si les comptes sont inconnus
      Étant donné qu'une procédure collective est ouverte
      Et que le dossier ne dit rien sur les capitaux propres de l'entreprise
      Quand le dossier est instruit
      Alors le critère POR-05 n'est pas satisfait

    Scénario: L'ADEME peut accepter la sortie de difficulté
      Étant donné qu'une procédure collective est ouverte
      Mais que l'ADEME accepte la sortie de difficulté
      Quand le dossier est instruit
      Alors le critère POR-05 est satisfait
      Et le motif mentionne "ADEME"
      Et le dossier est éligible

    Scénario: La sortie acceptée dispense de connaître les comptes
      Étant donné que l'ADEME accepte la sortie de difficulté
      Et que le dossier ne dit rien sur les capitaux propres de l'entreprise
      Quand le dossier est instruit
      Alors le critère POR-05 est satisfait

    Scénario: La position de l'ADEME est demandée avant de refuser
      Étant donné qu'une procédure collective est ouverte
      Et que le dossier ne dit rien sur l'acceptation par l'ADEME de la sortie de difficulté
      Quand le dossier est instruit
      Alors le critère POR-05 reste à déterminer
      Et le motif mentionne "il reste à savoir si l'ADEME accepte"
      Et il manque seulement l'acceptation par l'ADEME de la sortie de difficulté
      Et le dossier est à compléter

    Scénario: La position de l'ADEME n'est pas demandée à une entreprise saine
      Étant donné que le dossier ne dit rien sur l'acceptation par l'ADEME de la sortie de difficulté
      Quand le dossier est instruit
      Alors le critère POR-05 est satisfait
      Et il ne manque rien

    Scénario: Le critère ne concerne que les entreprises
      Étant donné un projet de compétences porté par une association
      Et qu'une procédure collective est ouverte
      Quand le dossier est instruit
      Alors le critère POR-05 est sans objet
