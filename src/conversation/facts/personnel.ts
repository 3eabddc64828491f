// Words that tell a headcount from other numbers: folded, as the text is read.

const set = (words: string) => new Set(words.split(' '))

/** Who is counted. */
export const PEOPLE = set(
  'salarie salaries salariee salariees salarier salarie(e)s employe employes employee employees personne personnes pers persones personnne collaborateur collaborateurs collaboratrice collaboratrices collegue collegues ' +
    'ouvrier ouvriers ouvriere ouvrieres gars mec mecs gens bonhomme bonhommes bonshommes etp equivalent equivalents compagnon compagnons agent agents tete tetes cdi cdd interimaire interimaires interim interims ' +
    'apprenti apprentis apprentie apprenties alternant alternants alternante alternantes effectif effectifs associe associes associee associees femme femmes homme hommes temps stagiaire stagiaires saisonnier saisonniers ' +
    'permanent permanents titulaire titulaires fille filles garcons cadre cadres travailleur travailleurs collabs salaire sal',
)
/** Trades that end like people; « on est 12 soudeurs ». */
const TRADE = /(eurs?|euses?|iers?|ieres?|istes?|iciens?|iciennes?|rices?|mecanos?|menuisiers?|ingenieurs?)$/
const NOT_TRADE = set(
  'fournisseurs clients constructeurs chantiers ateliers secteurs metiers industriels dossiers papiers moteurs tracteurs premiers derniers acheteurs distributeurs investisseurs concurrents compresseurs convoyeurs ordinateurs capteurs capteur moteur panneaux chargeurs fours lieux sieges meilleurs leaders majeurs',
)
/** Adjectives and parts between the number and the end: « 12 à temps plein », « 40 au total ». */
export const AFTER = set(
  'en dans a au aux sur chez et mais avec pour . , ; ! ? ) ( : - total tout ici actuellement aujourd maintenant depuis donc environ dont plus la le l les sans car ou quoi voila euh par aussi seulement cette ce pas je on c d de du ensemble',
)

/** What makes the number something else than the firm's headcount, when it stands shortly before. */
export const WANTED = set(
  'jcherche jrecherche jrecrute faudra aimerais cherches recruterais voudrai recruter recrute recrutons recrutement recrutements embaucher embauche embauchons embauches embaucherait chercher cherche cherchons recherche recherchons rechercher trouver trouve former formons forme formation faut faudrait manque manquent besoin besoins ' +
    'prendre accueillir accueille loger loge transporter transporte departs depart retraite quittent licencier licencie licenciements poste postes creer cree creation creations supprimer ajouter integrer deplacer inscrire envoyer emmener deleguer promettre ' +
    'rassembler reunir inviter equiper passer passera serons sera serait aura aurons seront vise visons objectif prevoit prevoyons prevu projette voudrait voudrions veut veux souhaite souhaitons aimerait aimerions perdu perdons perd partent partis ' +
    'clients client parmi',
)
/** Whoever is spoken of, it is not the speaker's firm. */
export const STRANGER = set(
  'concurrent concurrents fournisseur voisin voisine village ville commune habitants confrere maison-mere',
)
/** After the people: they are to be trained, hired, moved; not the headcount. */
export const TO_DO = set(
  'recruter embaucher former trouver loger remplacer reclasser manquantes manquants manquent transporter absents absent absentes malades partent partis depart departs arret supplementaires supplementaire retraite disponibles supplement convoquer par inscrits formes',
)
/** What says that the firm speaks of itself, right before the number. */
export const SELF: readonly string[][] = (
  'on est|on e|on et|on es|nous somme|nou somme|nou sommes|ns sommes|ns somme|on n est|on n est que|on est que|on n est plus que|on est plus que|nous sommes|nous ne sommes|nous ne sommes que|nous ne sommes plus que|sommes|' +
  'on emploie|nous employons|emploie|j emploie|employons|employant|on occupe|occupe|compte|comptons|on compte|comptant|effectif|effectif de|effectif d|' +
  'effectifs|effectif :|effectifs :|effectif est de|effectif total|effectif total de|effectif :|on tourne a|tourne a|tournons a|equipe de|equipe d|pme de|' +
  'tpe de|eti de|pmi de|sarl de|sas de|boite de|boite d|entreprise de|entreprise d|societe de|societe d|usine de|usine d|site de|site d|atelier de|' +
  'structure de|groupe de|maison de|petite boite a|on fait|on reste a|passe a|passes a|on est a|on est passe a|sommes passes a|on en est a|' +
  'nous sommes aujourd hui|on est aujourd hui|on est actuellement|nous sommes actuellement|on doit etre|on est en tout|nous sommes en tout|' +
  'on est au total|taille|on va dire|je suis a|moi et|plus moi et'
)
  .split('|')
  .map(s => s.split(' '))
/** Units of other things: what follows the number makes it no headcount, whatever stands before. */
export const OTHER = set(
  '% € h km m m² m2 ha k ke m€ heures heure ans an annees annee mois jours jour semaines minutes min kg tonnes t litres euros eur kilometres hectares robots machines sites usines boites entreprises societes clients lignes bornes places postes fois eme ieme e er bis',
)
export const MORE = set(
  'boites entreprises societes sites usines pme industriels voisins patrons dirigeants chefs freres soeurs confreres villages communes adherents membres structures ets etablissements ateliers',
)

/** Who learns in a firm: told alone they are those that it looks for, not its headcount. */
export const LEARNERS = set(
  'apprenti apprentis apprentie apprenties alternant alternants alternante alternantes stagiaire stagiaires',
)
export const CONTRACT = set(
  'cdi cdd interimaires interimaire interim apprentis apprenti alternants alternant permanents saisonniers ouvriers cadres employes compagnons titulaires',
)
export const PLURAL = set('entreprises societes boites structures')

/** The noun that follows a number, past « de », « d' » and adjectives before it; its index or -1. */
export function nounAt(words: readonly string[], j: number): number {
  let k = j
  for (let steps = 0; steps < 4; steps++) {
    const w = words[k]
    if (
      w === 'de' ||
      w === 'd' ||
      w === "'" ||
      w === 'bons' ||
      w === 'bonnes' ||
      w === 'braves' ||
      w === 'jeunes' ||
      w === 'autres' ||
      w === 'petits' ||
      w === 'vrais' ||
      w === 'en'
    )
      k++
    else break
  }
  return k
}

/** Where the people counted end: past « temps plein » too; `j` itself if none are named. */
export function nounEnd(words: readonly string[], j: number): number {
  const k = nounAt(words, j)
  return PEOPLE.has(words[k] ?? '')
    ? words[k] === 'temps' && /^(plein|pleins|partiel|partiels)$/.test(words[k + 1] ?? '')
      ? k + 2
      : k + 1
    : j
}

/** True for people by their trade: « soudeurs »; « fournisseurs » are none. */
export const isTrade = (w: string) => w.length > 4 && TRADE.test(w) && !NOT_TRADE.has(w) && !MORE.has(w)
