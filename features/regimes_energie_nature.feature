# language: fr
Fonctionnalité: Les régimes de l'énergie renouvelable et de la nature
  Produire de l'énergie renouvelable (art. 41), dépolluer, restaurer des habitats (art. 45) : le coût
  entier est admis.

  Contexte:
    Étant donné un dossier complet et éligible
    Et un site hors de la zone AFR

  @rgec-41
  Règle: RGEC, art. 41 : énergies renouvelables

    Plan du scénario: Le taux de l'énergie renouvelable dépend de la taille
      Étant donné que le projet produit de l'énergie renouvelable
      Et <entreprise>
      Quand le dossier est instruit
      Alors le régime rgec-41 s'applique
      Et son taux est de <taux> %
      Et son plafond est de <plafond>
      Et son plafond est connu au centime

      # 45, 55 ou 65 % de 980 000 €.
      Exemples:
        | entreprise             | taux | plafond      |
        | une grande entreprise  | 45   | 441 000,00 € |
        | une moyenne entreprise | 55   | 539 000,00 € |
        | une petite entreprise  | 65   | 637 000,00 € |
        | une microentreprise    | 65   | 637 000,00 € |

    Scénario: La zone AFR n'y ajoute rien
      Étant donné un site classé intégralement en zone AFR
      Et que le projet produit de l'énergie renouvelable
      Quand le dossier est instruit
      Alors le régime rgec-41 s'applique
      Et son taux est de 55 %

    Scénario: Un projet qui n'en produit pas n'y a pas droit
      Quand le dossier est instruit
      Alors le régime rgec-41 ne s'applique pas
      Et le motif mentionne "ne produit pas d'énergie renouvelable"

    Scénario: La production d'énergie est demandée quand elle est inconnue
      Étant donné que le dossier ne dit rien sur la production d'énergie renouvelable
      Quand le dossier est instruit
      Alors le régime rgec-41 reste à déterminer
      Et le régime rgec-41 attend la production d'énergie renouvelable

    Scénario: Sans aucun chiffre d'activité, le taux le plus bas est assuré
      Étant donné que le projet produit de l'énergie renouvelable
      Mais que le dossier ne dit rien sur le chiffre d'affaires consolidé
      Et que le dossier ne dit rien sur le total du bilan consolidé
      Quand le dossier est instruit
      Alors le régime rgec-41 s'applique
      Et son plafond est de 441 000,00 €
      # 84 salariés : moyenne ou grande, jamais petite.
      Et son plafond peut atteindre 539 000,00 €
      Et le régime rgec-41 attend le chiffre d'affaires consolidé

  @rgec-45
  Règle: RGEC, art. 45 : dépollution, habitats naturels, biodiversité

    Plan du scénario: Le taux de la restauration dépend de la taille
      Étant donné la seule thématique génie écologique
      Et <entreprise>
      Quand le dossier est instruit
      Alors le régime rgec-45 s'applique
      Et son taux est de <taux> %
      Et son plafond est de <plafond>

      # 70, 80 ou 90 % de 980 000 €.
      Exemples:
        | entreprise             | taux | plafond      |
        | une grande entreprise  | 70   | 686 000,00 € |
        | une moyenne entreprise | 80   | 784 000,00 € |
        | une petite entreprise  | 90   | 882 000,00 € |
        | une microentreprise    | 90   | 882 000,00 € |

    Scénario: Sans la thématique du génie écologique, le régime ne s'applique pas
      Quand le dossier est instruit
      Alors le régime rgec-45 ne s'applique pas
      Et le motif mentionne "ne relève pas de la thématique du régime"

    Scénario: Les thématiques sont demandées quand elles sont inconnues
      Étant donné que le dossier ne dit rien sur les thématiques du projet
      Quand le dossier est instruit
      Alors le régime rgec-45 reste à déterminer
      Et le régime rgec-45 attend les thématiques du projet
