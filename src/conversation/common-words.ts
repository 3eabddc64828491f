/**
 * Everyday words, folded, that stand as near to one of our 689 names as its own typos do (likeness >= 0.76 over the
 * 7,128 words of knowledge/exemples.yaml): a name may be such a word, but is never guessed from one.
 */
export const COMMON = new Set(
  (
    'achete acheter acide acier aciers aide aides ailes ailleurs aimerions alarmes aliment allegeant allemagne allemand allemande allemands allers alliages ' +
    'alternance annee annees annuler aout apprenti apres arbres atelier attire attirer aucun aucune aupres automatiser autres avril baches bagne bail ' +
    'bailleur bailleurs bande banque barquette barquettes bars bassins bateau batiment belle bennes berne betise betonnieres billet bleu boisson bonjour ' +
    'bonnes bonshommes bonsoir borne bornes botte bouchon branches brasse brides brillant brise brousse broyee bruit brule brune brut buse caces cadeau ' +
    'cadre cadres cafetieres caille caisse cales cames cantine canton capteur capteurs cardeuse care carre carreau carreaux carres carriere cars carte ' +
    'carter cartes case caser cases casse cassee cassees cassent casser casses castillan catenaire celle celles cellules centaine cercueil chacune chaine ' +
    'chaise chambres champignon chargees charges charniere charpente charrues chateau chaudiere chenes cher cherchez chere cheval chevres chiffres choisi ' +
    'choisir choisit chui ciel classe classee classes classeur classeurs cloisons code coince colle collecte coller colles comble combles commence ' +
    'commencent commencer compagne complet complete complets comprenne compte comptees compter comptes comptez concept concert conge consomme consommer ' +
    'container contre corde coudre courbe courbes couronnes couvertes credit croi croire crois croise croiser croises croit cuir cuirs cuiseur cuissons ' +
    'cuit curieux danois decembre dechire decide demain demarre dernier derniere derniers derriere devine deviner devis dimanche divise diviser dizaine ' +
    'doigt donnees dossiers douche doute douze dreches dure duree ebrechees echelle echelles ecluse ecluses electricite elements elles embaucher encours ' +
    'energie ennemi entrepot epine espagne etre exporter failles failli faire fait famille familles fassent faudra fenetre fera ferme fermee ferree fers ' +
    'feuille feuilles feverole fevrier fiches filieres finis flaire fleurs fonde formation former forte fourriere fraisiers frein frere freres frite frites ' +
    'froide froisse frontieres gauche gaz genes gere geree graine grand grande grandes grandeur grandi grands grange granges grants grise grosse hobby hors ' +
    'hotte ignore inconnu investir janvier jaurai jeudi jeux joue juillet juin jusqu lachee laquelle lecture legal legere lendemain lesquelles leur leure ' +
    'leurs lieu ligne lignes lime lire lisser listes litre litres locales louer lundi lycee lycees machine machines main mains mairie mairies mais maquette ' +
    'marais marc marchant marche marchent marcs mardi mares marquage marque marquent marquer marques marqueur marre mars masse master maths matieres ' +
    'matinee membres menu merci mercis methodes mieux mille mime moisson moissons monde monte monter monteur monteurs montre montrer moquette mouille ' +
    'moulin moyenne mure murs musee musees nacelle navette navettes neuf neufs niveleur non nouvelle nouvelles novembre noyees octobre oise ombrieres ' +
    'ordres osteo oui ouvrages ouvrieres paille pannes papiers parait parc parce pardonne pare parle parler parmi parraine part parte partout parts passe ' +
    'passee passees passer passerais pate pates patronne pattes pavillon peindre peintre pelle perdent perles pers personne personnel personnes peut peux ' +
    'pieton pietonne pince piston plaisir plusieurs poignees poisson poissons pompiers port porte porter portes porteur porteurs pose posee poser possede ' +
    'post poste postes pote pots poussiere poussieres prenne prennent present presse pressee presses pret preuve prise prochain profile prouve prouver ' +
    'proviseur puis puisse puits quasi quatre quelles quinzaine quinze rachete racheter rails raison recommencer recours recruter reel reelles reels rejet ' +
    'rejete rejetee rejets rejette remis remise remises remonte remonter remplies repond reseau reseaux retour revise revons rien rillettes rire robot roue ' +
    'rouillee roussi ruches russie sain saint salon samedi secret sectionnelle septembre serais series serres sers serve serveur serveurs servez servir ' +
    'seule seules seuls site sommes sommet sors souci soudeur soudure soumis stage stop subvention suisse suite suivant talon talons tartiner terrain tiens ' +
    'tient toliers tonnelier tonnes touche touriste traine travaille trie trier trois usine vacant valeur valeurs vallee vaudra venait vendre vendredi ' +
    'venez vente verins vernis verre verrerie verrier verriere verriers verte veuille videes vides vieille vieilles vieux ville villes virer viser vraie ' +
    'wallon zones'
  ).split(' '),
)
