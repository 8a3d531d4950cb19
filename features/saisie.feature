# language: fr
Fonctionnalité: La saisie du dossier
  Ce qui manque reste inconnu ; ce qui est écrit doit être juste. Une contradiction ou un numéro
  impossible est signalé à la lecture, avant toute instruction.

  Contexte:
    Étant donné un dossier complet et éligible

  @saisie
  Scénario: On n'affirme pas à la fois l'absence d'engagement et sa date
    Étant donné qu'aucun engagement n'est pris
    Et un premier engagement ferme pris le 2 avril 2024
    Quand le dossier est lu
    Alors la saisie est refusée avec "2 avril 2024"
