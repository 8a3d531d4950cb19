# language: fr
Fonctionnalité: L'aide de minimis
  Le règlement (UE) 2023/2831 admet 300 000 € par entreprise unique sur trois ans glissants, quels
  que soient le projet et la taille, jusqu'au 31 décembre 2030. Ce qui a déjà été reçu s'en déduit.

  Contexte:
    Étant donné un dossier complet et éligible
    Et un site hors de la zone AFR

  @de-minimis
  Règle: Aide de minimis

    Plan du scénario: Les aides déjà reçues se déduisent du plafond
      Étant donné <reçu> d'aides de minimis déjà reçues
      Quand le dossier est instruit
      Alors le régime de-minimis s'applique
      Et son plafond est de <plafond>
      Et ce qui le borne est <borne>

      Exemples: Au centime près
        | reçu         | plafond      | borne                             |
        | 0,00 €       | 300 000,00 € | le plafond du régime              |
        | 0,01 €       | 299 999,99 € | les aides de minimis déjà reçues  |
        | 120 000,00 € | 180 000,00 € | les aides de minimis déjà reçues  |
        | 299 999,99 € | 0,01 €       | les aides de minimis déjà reçues  |
        | 300 000,00 € | 0,00 €       | les aides de minimis déjà reçues  |
        | 450 000,00 € | 0,00 €       | les aides de minimis déjà reçues  |

    Plan du scénario: La taille n'y change rien
      Étant donné <entreprise>
      Quand le dossier est instruit
      Alors le régime de-minimis s'applique
      Et son plafond est de 300 000,00 €

      Exemples:
        | entreprise            |
        | une grande entreprise |
        | une microentreprise   |

    Scénario: Les aides déjà reçues sont demandées
      Étant donné que le dossier ne dit rien sur les aides de minimis reçues sur trois ans
      Quand le dossier est instruit
      Alors le régime de-minimis reste à déterminer
      Et le régime de-minimis attend les aides de minimis reçues sur trois ans
      Et son plafond n'est pas établi
      Et son plafond peut atteindre 300 000,00 €

    Plan du scénario: Le règlement de minimis s'arrête fin 2030
      Quand le dossier est instruit à la date du <jour> selon l'édition 2025
      Alors le régime de-minimis <conclusion>

      Exemples: Au jour près
        | jour             | conclusion        |
        | 31 décembre 2023 | ne s'applique pas |
        | 1er janvier 2024 | s'applique        |
        | 1er juillet 2027 | s'applique        |
        | 31 décembre 2030 | s'applique        |
        | 1er janvier 2031 | ne s'applique pas |

    Scénario: Après 2030, le motif dit que le régime a pris fin
      Quand le dossier est instruit à la date du 1er janvier 2031 selon l'édition 2025
      Alors le régime de-minimis ne s'applique pas
      Et le motif mentionne "le régime a cessé de s'appliquer"
