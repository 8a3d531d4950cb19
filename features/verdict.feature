# language: fr
Fonctionnalité: Le verdict
  Contexte:
    Étant donné un dossier complet et éligible

  @verdict-eligible
  Scénario: Tous les critères applicables sont satisfaits
    Quand le dossier est instruit
    Alors le dossier est éligible
    Et il ne manque rien
