# language: fr
Fonctionnalité: Le financement
  Un plan équilibré au centime ; des aides publiques qui ne dépassent pas l'assiette éligible ; la part
  propre d'une collectivité ; pas d'autre aide du Fonds vert ; une avance limitée.

  Contexte:
    Étant donné un dossier complet et éligible

  @FIN-01
  Règle: Le plan de financement est équilibré

    Plan du scénario: Les ressources égalent les dépenses
      Étant donné les dépenses suivantes :
        | poste | nature     | montant      | éligible |
        | Four  | équipement | 980 000,00 € | oui      |
      Et les ressources suivantes :
        | financeur     | origine         | montant       | état      | Fonds vert |
        | Fonds propres | autofinancement | <part propre> | acquis    | non        |
        | Fonds vert    | publique        | 300 000,00 €  | sollicité | oui        |
      Quand le dossier est instruit
      Alors le critère FIN-01 <conclusion>
      Et le dossier est <verdict>

      Exemples: Au centime près
        | part propre  | conclusion          | verdict    |
        | 679 999,99 € | n'est pas satisfait | inéligible |
        | 680 000,00 € | est satisfait       | éligible   |
        | 680 000,01 € | n'est pas satisfait | inéligible |

    Scénario: Les centimes s'additionnent exactement
      Étant donné les dépenses suivantes :
        | poste | nature     | montant      | éligible |
        | Four  | équipement | 980 000,30 € | oui      |
      Et les ressources suivantes :
        | financeur     | origine         | montant      | état      | Fonds vert |
        | Fonds propres | autofinancement | 680 000,10 € | acquis    | non        |
        | Banque        | privée          | 0,20 €       | acquis    | non        |
        | Fonds vert    | publique        | 300 000,00 € | sollicité | oui        |
      Quand le dossier est instruit
      Alors le critère FIN-01 est satisfait

    Scénario: Le refus donne les deux totaux
      Étant donné les ressources suivantes :
        | financeur     | origine         | montant      | état      | Fonds vert |
        | Fonds propres | autofinancement | 500 000,00 € | acquis    | non        |
        | Fonds vert    | publique        | 300 000,00 € | sollicité | oui        |
      Quand le dossier est instruit
      Alors le critère FIN-01 n'est pas satisfait
      Et le motif mentionne "800 000,00 €"
      Et le motif mentionne "980 000,00 €"

    Scénario: Un plan inconnu est demandé
      Étant donné que le dossier ne dit rien sur le détail des ressources
      Quand le dossier est instruit
      Alors le critère FIN-01 reste à déterminer
      Et le critère FIN-01 attend le détail des ressources
      Et aucun critère ne refuse le dossier

    Scénario: Un plan présent et vide est connu, et déséquilibré
      Étant donné un plan de financement sans aucune ressource
      Quand le dossier est instruit
      Alors le critère FIN-01 n'est pas satisfait

    Scénario: Un montant inconnu ne vaut pas zéro
      Étant donné les ressources suivantes :
        | financeur     | origine         | montant      | état      | Fonds vert |
        | Fonds propres | autofinancement |              | acquis    | non        |
        | Fonds vert    | publique        | 300 000,00 € | sollicité | oui        |
      Quand le dossier est instruit
      Alors le critère FIN-01 reste à déterminer
      Et il manque seulement le montant de la ressource (ligne 1)

  @FIN-02
  Règle: Les aides publiques ne dépassent pas l'assiette éligible

    Plan du scénario: Jusqu'à 100 % de l'assiette éligible
      Étant donné les dépenses suivantes :
        | poste   | nature     | montant      | éligible |
        | Four    | équipement | 500 000,00 € | oui      |
        | Parking | bâtiment   | 100 000,00 € | non      |
      Et les ressources suivantes :
        | financeur     | origine         | montant       | état      | Fonds vert |
        | Fonds propres | autofinancement | <part propre> | acquis    | non        |
        | Région        | publique        | <région>      | sollicité | non        |
        | Fonds vert    | publique        | 300 000,00 €  | sollicité | oui        |
      Quand le dossier est instruit
      Alors le critère FIN-02 <conclusion>

      Exemples: Au centime près
        | part propre  | région       | conclusion          |
        | 100 000,01 € | 199 999,99 € | est satisfait       |
        | 100 000,00 € | 200 000,00 € | est satisfait       |
        | 99 999,99 €  | 200 000,01 € | n'est pas satisfait |

    Scénario: L'ancien plafond de 80 % n'existe plus
      Étant donné les dépenses suivantes :
        | poste | nature     | montant      | éligible |
        | Four  | équipement | 500 000,00 € | oui      |
      Et les ressources suivantes :
        | financeur     | origine         | montant      | état      | Fonds vert |
        | Fonds propres | autofinancement | 50 000,00 €  | acquis    | non        |
        | Région        | publique        | 150 000,00 € | sollicité | non        |
        | Fonds vert    | publique        | 300 000,00 € | sollicité | oui        |
      Quand le dossier est instruit
      Alors le critère FIN-02 est satisfait

    Scénario: Un prêt privé et les fonds propres ne sont pas des aides
      Étant donné les ressources suivantes :
        | financeur     | origine         | montant      | état      | Fonds vert |
        | Fonds propres | autofinancement | 180 000,00 € | acquis    | non        |
        | Banque        | privée          | 500 000,00 € | acquis    | non        |
        | Fonds vert    | publique        | 300 000,00 € | sollicité | oui        |
      Quand le dossier est instruit
      Alors le critère FIN-02 est satisfait
      Et le motif mentionne "300 000,00 €"

    Scénario: L'origine d'une ressource est demandée quand elle manque
      Étant donné les ressources suivantes :
        | financeur     | origine         | montant      | état      | Fonds vert |
        | Fonds propres |                 | 680 000,00 € | acquis    | non        |
        | Fonds vert    | publique        | 300 000,00 € | sollicité | oui        |
      Quand le dossier est instruit
      Alors le critère FIN-02 reste à déterminer
      Et le critère FIN-02 attend l'origine de la ressource (ligne 1)

    Scénario: Un montant demandé égal à celui du plan n'appelle rien
      Étant donné un montant demandé de 300 000,00 €
      Quand le dossier est instruit
      Alors le critère FIN-02 est satisfait
      Et aucun avertissement ne mentionne "Fonds vert"

    Scénario: Un dossier qui ne demande rien n'appelle rien
      Étant donné un montant demandé de 0,00 €
      Et les ressources suivantes :
        | financeur     | origine         | montant      | état   | Fonds vert |
        | Fonds propres | autofinancement | 980 000,00 € | acquis | non        |
      Quand le dossier est instruit
      Alors le critère FIN-02 est satisfait
      Et aucun avertissement ne mentionne "Fonds vert"

    Scénario: Une aide de plus de 100 000 € sera publiée
      Étant donné un montant demandé de 100 000,01 €
      Quand le dossier est instruit
      Alors le critère FIN-02 est satisfait
      Et un rappel mentionne "supérieure à 100 000,00 € est publiée"

    Scénario: Une aide de 100 000 € ne sera pas publiée
      Étant donné un montant demandé de 100 000,00 €
      Quand le dossier est instruit
      Alors le critère FIN-02 est satisfait
      Et aucun rappel ne mentionne "est publiée"

    Scénario: Un montant demandé qui n'est pas celui du plan est signalé
      Étant donné un montant demandé de 310 000,00 €
      Quand le dossier est instruit
      Alors le critère FIN-02 est satisfait
      Et un avertissement mentionne "310 000,00 €"

    Scénario: Un montant demandé sans ligne du Fonds vert est signalé
      Étant donné les ressources suivantes :
        | financeur     | origine         | montant      | état   | Fonds vert |
        | Fonds propres | autofinancement | 980 000,00 € | acquis | non        |
      Quand le dossier est instruit
      Alors le critère FIN-02 est satisfait
      Et un avertissement mentionne "n'a pas de ligne au titre du Fonds vert"

  @FIN-03
  Règle: La collectivité finance elle-même la part minimale

    Plan du scénario: La part propre atteint 20 % du financement public
      Étant donné un projet de compétences porté par <porteur>
      Et les ressources suivantes :
        | financeur     | origine         | montant       | état      | Fonds vert |
        | Collectivité  | autofinancement | <part propre> | acquis    | non        |
        | Fonds vert    | publique        | <fonds vert>  | sollicité | oui        |
      Quand le dossier est instruit
      Alors le critère FIN-03 <conclusion>

      Exemples: Au centime près
        | porteur                        | part propre  | fonds vert   | conclusion          |
        | une collectivité               | 196 000,00 € | 784 000,00 € | est satisfait       |
        | une collectivité               | 195 999,99 € | 784 000,01 € | n'est pas satisfait |
        | un groupement de collectivités | 196 000,00 € | 784 000,00 € | est satisfait       |
        | un groupement de collectivités | 195 999,99 € | 784 000,01 € | n'est pas satisfait |

    Scénario: Les fonds privés ne comptent pas dans le financement public
      Étant donné un projet de compétences porté par une collectivité
      Et les ressources suivantes :
        | financeur    | origine         | montant      | état      | Fonds vert |
        | Collectivité | autofinancement | 75 000,00 €  | acquis    | non        |
        | Mécène       | privée          | 605 000,00 € | acquis    | non        |
        | Fonds vert   | publique        | 300 000,00 € | sollicité | oui        |
      Quand le dossier est instruit
      Alors le critère FIN-03 est satisfait
      Et le motif mentionne "375 000,00 €"

    Scénario: Sans aucun financement public, la part minimale est sans effet
      Étant donné un projet de compétences porté par une collectivité
      Et les ressources suivantes :
        | financeur | origine | montant      | état   | Fonds vert |
        | Mécène    | privée  | 980 000,00 € | acquis | non        |
      Quand le dossier est instruit
      Alors le critère FIN-03 est satisfait
      Et le motif mentionne "aucun financement public"

    Scénario: Le refus donne la part propre et le financement public
      Étant donné un projet de compétences porté par une collectivité
      Et les ressources suivantes :
        | financeur    | origine         | montant      | état      | Fonds vert |
        | Collectivité | autofinancement | 80 000,00 €  | acquis    | non        |
        | Fonds vert   | publique        | 900 000,00 € | sollicité | oui        |
      Quand le dossier est instruit
      Alors le critère FIN-03 n'est pas satisfait
      Et le motif mentionne "80 000,00 €"
      Et le motif mentionne "980 000,00 €"
      Et le motif mentionne "20 %"
      Et le dossier est inéligible

    Scénario: Les ressources d'une collectivité sont demandées quand elles sont inconnues
      Étant donné un projet de compétences porté par une collectivité
      Et que le dossier ne dit rien sur le détail des ressources
      Quand le dossier est instruit
      Alors le critère FIN-03 reste à déterminer
      Et le critère FIN-03 attend le détail des ressources

    Scénario: La part minimale ne concerne pas une entreprise
      Quand le dossier est instruit
      Alors le critère FIN-03 est sans objet
