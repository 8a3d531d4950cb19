# language: fr
Fonctionnalité: La taille de l'entreprise
  L'annexe I du règlement général d'exemption : une PME a moins de 250 salariés et, soit 50 millions
  d'euros de chiffre d'affaires au plus, soit 43 millions d'euros de bilan au plus. Les chiffres
  sont consolidés.

  Contexte:
    Étant donné un dossier complet et éligible

  @categorie_entreprise
  Plan du scénario: L'effectif fait changer de catégorie
    Étant donné un effectif de <effectif> salariés
    Et un chiffre d'affaires de 2 000 000,00 €
    Et un total de bilan de 2 000 000,00 €
    Quand le dossier est instruit
    Alors l'entreprise est <catégorie>

    Exemples: À une personne près, et même moins
      | effectif | catégorie            |
      | 9        | une microentreprise  |
      | 9,5      | une microentreprise  |
      | 10       | une petite entreprise |
      | 49       | une petite entreprise |
      | 50       | une moyenne entreprise |
      | 249      | une moyenne entreprise |
      | 249,9    | une moyenne entreprise |
      | 250      | une grande entreprise |
      | 251      | une grande entreprise |

  @categorie_entreprise
  Plan du scénario: Il suffit de respecter l'un des deux montants
    Étant donné un effectif de <effectif> salariés
    Et un chiffre d'affaires de <chiffre d'affaires>
    Et un total de bilan de <bilan>
    Quand le dossier est instruit
    Alors l'entreprise est <catégorie>

    Exemples: Au centime près
      | effectif | chiffre d'affaires | bilan           | catégorie              |
      | 9        | 2 000 000,00 €     | 2 000 000,01 €  | une microentreprise    |
      | 9        | 2 000 000,01 €     | 2 000 000,00 €  | une microentreprise    |
      | 9        | 2 000 000,01 €     | 2 000 000,01 €  | une petite entreprise  |
      | 49       | 10 000 000,00 €    | 10 000 000,01 € | une petite entreprise  |
      | 49       | 10 000 000,01 €    | 10 000 000,00 € | une petite entreprise  |
      | 49       | 10 000 000,01 €    | 10 000 000,01 € | une moyenne entreprise |
      | 249      | 50 000 000,00 €    | 43 000 000,01 € | une moyenne entreprise |
      | 249      | 50 000 000,01 €    | 43 000 000,00 € | une moyenne entreprise |
      | 249      | 50 000 000,01 €    | 43 000 000,01 € | une grande entreprise  |

  @categorie_entreprise
  Scénario: Un seul montant connu peut suffire
    Étant donné un effectif de 9 salariés
    Et un chiffre d'affaires de 1 500 000,00 €
    Mais que le dossier ne dit rien sur le total du bilan consolidé
    Quand le dossier est instruit
    Alors l'entreprise est une microentreprise

  @categorie_entreprise
  Scénario: Un effectif de 250 personnes suffit à faire une grande entreprise
    Étant donné un effectif de 250 salariés
    Mais que le dossier ne dit rien sur le chiffre d'affaires consolidé
    Et que le dossier ne dit rien sur le total du bilan consolidé
    Quand le dossier est instruit
    Alors l'entreprise est une grande entreprise

  @categorie_entreprise
  Scénario: Sans l'effectif, la taille reste inconnue
    Étant donné que le dossier ne dit rien sur l'effectif consolidé
    Quand le dossier est instruit
    Alors la taille de l'entreprise reste inconnue

  @categorie_entreprise
  Scénario: Un porteur qui n'est pas une entreprise n'a pas de catégorie
    Étant donné un projet de compétences porté par une collectivité
    Quand le dossier est instruit
    Alors le porteur n'a pas de catégorie d'entreprise

  @categorie_entreprise
  Scénario: La décision rappelle comment se comptent les chiffres
    Quand le dossier est instruit
    Alors l'entreprise est une moyenne entreprise
    Et un rappel mentionne "à partir de 25 %"
    Et un rappel mentionne "au-delà de 50 %"
    Et un rappel mentionne "détenue à 25 %"
    Et un rappel mentionne "pendant deux exercices consécutifs"
    Et un rappel mentionne "les apprentis n'en font pas partie"

  @POR-05
  Scénario: La taille inconnue est demandée quand la difficulté en dépend
    Étant donné que le dossier ne dit rien sur l'effectif consolidé
    Et les exercices suivants :
      | année | dettes         | capitaux propres | EBITDA | intérêts     |
      | 2022  | 9 000 000,00 € | 1 000 000,00 €   | 0,00 € | 100 000,00 € |
      | 2023  | 9 000 000,00 € | 1 000 000,00 €   | 0,00 € | 100 000,00 € |
    Quand le dossier est instruit
    Alors le critère POR-05 reste à déterminer
    Et il manque seulement l'effectif consolidé
    Et le dossier est à compléter
