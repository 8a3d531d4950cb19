# language: fr
Fonctionnalité: Le cumul d'aides du Fonds vert et l'avance
  L'interdiction d'une autre aide du Fonds vert a été lue pour une autre enveloppe : elle ne refuse
  jamais d'elle-même. L'avance, elle, est plafonnée : 30 % en 2024, 15 % en 2025.

  Contexte:
    Étant donné un dossier complet et éligible

  @FIN-05
  Règle: Le projet n'a pas d'autre aide du Fonds vert

    Scénario: Une seule ligne du Fonds vert, sollicitée
      Quand le dossier est instruit
      Alors le critère FIN-05 est satisfait

    Scénario: Une aide du Fonds vert déjà acquise est à apprécier et ne refuse jamais
      Étant donné les ressources suivantes :
        | financeur     | origine         | montant      | état   | Fonds vert |
        | Fonds propres | autofinancement | 680 000,00 € | acquis | non        |
        | Fonds vert    | publique        | 300 000,00 € | acquis | oui        |
      Quand le dossier est instruit
      Alors le critère FIN-05 est à apprécier
      Et la source est à vérifier
      Et le motif mentionne "déjà acquise"
      Et aucun critère ne refuse le dossier
      Et le dossier est à apprécier

    Scénario: Deux lignes du Fonds vert sont à apprécier et ne refusent jamais
      Étant donné les ressources suivantes :
        | financeur       | origine         | montant      | état      | Fonds vert |
        | Fonds propres   | autofinancement | 680 000,00 € | acquis    | non        |
        | Fonds vert      | publique        | 200 000,00 € | sollicité | oui        |
        | Fonds vert bis  | publique        | 100 000,00 € | sollicité | oui        |
      Quand le dossier est instruit
      Alors le critère FIN-05 est à apprécier
      Et le motif mentionne "plusieurs lignes du Fonds vert"
      Et aucun critère ne refuse le dossier

    Scénario: Une personne refuse le cumul
      Étant donné les ressources suivantes :
        | financeur     | origine         | montant      | état   | Fonds vert |
        | Fonds propres | autofinancement | 680 000,00 € | acquis | non        |
        | Fonds vert    | publique        | 300 000,00 € | acquis | oui        |
      Et qu'un avis défavorable est rendu sur le critère FIN-05
      Quand le dossier est instruit
      Alors le critère FIN-05 est écarté par l'avis défavorable
      Et le dossier est inéligible

    Scénario: Une ligne qui ne dit pas venir du Fonds vert n'en vient pas
      Étant donné un montant demandé de 200 000,00 €
      Et les ressources suivantes :
        | financeur     | origine         | montant      | état      | Fonds vert |
        | Fonds propres | autofinancement | 680 000,00 € | acquis    |            |
        | Région        | publique        | 100 000,00 € | acquis    |            |
        | Fonds vert    | publique        | 200 000,00 € | sollicité | oui        |
      Quand le dossier est instruit
      Alors le critère FIN-05 est satisfait
      Et il ne manque rien

    Scénario: L'état de l'aide du Fonds vert est demandé quand il est inconnu
      Étant donné les ressources suivantes :
        | financeur     | origine         | montant      | état   | Fonds vert |
        | Fonds propres | autofinancement | 680 000,00 € | acquis | non        |
        | Fonds vert    | publique        | 300 000,00 € |        | oui        |
      Quand le dossier est instruit
      Alors le critère FIN-05 reste à déterminer
      Et il manque seulement l'état de la ressource (ligne 2)

    Scénario: L'état d'une autre aide n'importe pas
      Étant donné les ressources suivantes :
        | financeur     | origine         | montant      | état      | Fonds vert |
        | Fonds propres | autofinancement | 680 000,00 € |           | non        |
        | Fonds vert    | publique        | 300 000,00 € | sollicité | oui        |
      Quand le dossier est instruit
      Alors le critère FIN-05 est satisfait

  @FIN-06
  Règle: L'avance demandée ne dépasse pas le maximum

    Plan du scénario: Au plus 30 % du montant demandé en 2024, 15 % en 2025
      Étant donné une demande reçue le <réception>
      Et une avance demandée de <avance>
      Quand le dossier est instruit
      Alors le critère FIN-06 <conclusion>
      Et le motif mentionne "<plafond>"
      Et le dossier est <verdict>

      Exemples: Au centime près, pour 300 000,00 € demandés
        | réception        | avance      | plafond | conclusion          | verdict    |
        | 13 mai 2024      | 89 999,99 € | 30 %    | est satisfait       | éligible   |
        | 13 mai 2024      | 90 000,00 € | 30 %    | est satisfait       | éligible   |
        | 13 mai 2024      | 90 000,01 € | 30 %    | n'est pas satisfait | inéligible |
        | 31 décembre 2024 | 90 000,00 € | 30 %    | est satisfait       | éligible   |
        | 12 mars 2025     | 45 000,00 € | 15 %    | est satisfait       | éligible   |
        | 12 mars 2025     | 45 000,01 € | 15 %    | n'est pas satisfait | inéligible |
        | 31 décembre 2025 | 90 000,00 € | 15 %    | n'est pas satisfait | inéligible |

    Scénario: La décision rappelle les limites des versements
      Étant donné une avance demandée de 90 000,00 €
      Quand le dossier est instruit
      Alors le critère FIN-06 est satisfait
      Et un rappel mentionne "ne dépasse pas 30 %"
      Et un rappel mentionne "les acomptes 80 %"

    Scénario: Une édition imposée garde sa propre limite
      Étant donné une demande reçue le 31 décembre 2024
      Et une avance demandée de 45 000,01 €
      Quand le dossier est instruit selon l'édition 2025
      Alors le critère FIN-06 n'est pas satisfait
      Et le motif mentionne "15 %"

    Scénario: Le montant demandé est réclamé quand une avance est demandée
      Étant donné une avance demandée de 45 000,00 €
      Et que le dossier ne dit rien sur le montant demandé
      Quand le dossier est instruit
      Alors le critère FIN-06 reste à déterminer
      Et le critère FIN-06 attend le montant demandé

    Scénario: Une avance de zéro n'est pas une demande d'avance
      Étant donné une avance demandée de 0,00 €
      Quand le dossier est instruit
      Alors le critère FIN-06 est sans objet

    Scénario: Une avance dont le dossier ne dit rien n'est pas demandée
      Étant donné que le dossier ne dit rien sur l'avance demandée
      Quand le dossier est instruit
      Alors le critère FIN-06 est sans objet
      Et il ne manque rien
      Et le dossier est éligible

    Scénario: Le plus petit montant est déjà une avance
      Étant donné une avance demandée de 0,01 €
      Quand le dossier est instruit
      Alors le critère FIN-06 est satisfait
