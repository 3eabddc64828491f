import { HttpError, type HttpRequest, type HttpResponse, type Route } from '../api/route.ts'
import { dayInFrance } from '../domain/business-days.ts'
import { partialDate } from '../domain/content.ts'
import { fold } from '../domain/fold.ts'
import { type OverlayAct, type Saisie, standing } from '../domain/overlay.ts'
import { say } from '../domain/texts.ts'
import { mayVerify } from '../domain/verification.ts'
import { checked, field, formAt, pageAt, record, to, type Visitor } from './door.ts'
import { groupsOf, PATH, rule } from './gaps.ts'
import { type Console, page } from './page.ts'

const FICHE = `${PATH}/fiche`
const DAY = /^\d{4}-\d{2}-\d{2}$/
const LONGEST = { titre: 120, corps: 1_500, source: 200, question: 200 }
const MOST_QUESTIONS = 30

/** An answer is written from a question, kept as a draft, published with its source, taken back. */
export function ficheRoutes(console: Console): Route[] {
  return [
    pageAt(console, FICHE, (r, v) => begin(console, r, v), rule),
    formAt(console, FICHE, (r, v) => save(console, r, v), rule),
    pageAt(console, `${FICHE}/:id`, (r, v) => edit(console, r, v), rule),
    formAt(console, `${FICHE}/:id`, (r, v) => save(console, r, v), rule),
    formAt(console, `${FICHE}/:id/retirer`, (r, v) => takeBack(console, r, v), rule),
    formAt(
      console,
      `${FICHE}/:id/abandonner`,
      async (r, v) => {
        const id = r.params.id ?? ''
        await console.store.overlay.dropDraft(id)
        await console.store.gaps.reopen(dealtBy(id))
        await record(console, v, 'fiche-ecrite', null, `${id} abandonner`)
        return to(`${PATH}?dit=fiche-abandonnee`)
      },
      rule,
    ),
  ]
}

const dealtBy = (id: string) => `fiche:${id}`

/** An empty answer, or one that begins with the questions of a group. */
async function begin(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const asked = request.query.question ?? ''
  const group = asked ? (await groupsOf(console)).find(g => g.ids.includes(asked)) : undefined
  const questions = (group?.textes ?? []).slice(0, MOST_QUESTIONS)
  const empty = { titre: questions[0] ?? '', corps: '', questions, themes: [], territoires: [], source: '', date: '' }
  return form(console, visitor, { contenu: empty, ids: group?.ids.join(' ') ?? '', chemin: FICHE })
}

async function edit(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const id = request.params.id ?? ''
  const draft = await console.store.overlay.draft(id)
  const published = await publishedAct(console, id)
  const contenu = draft?.contenu ?? published?.contenu
  if (!contenu) throw new HttpError(404, 'not-found')
  return form(console, visitor, { contenu, ids: '', chemin: `${FICHE}/${id}`, brouillon: draft !== null })
}

interface Form {
  contenu: Saisie
  ids: string
  chemin: string
  brouillon?: boolean
  refus?: string
}

function form(console: Console, visitor: Visitor, { contenu, refus = '', ...rest }: Form): HttpResponse {
  const { texts, themes, territoires } = console.library()
  const boxes = (all: ReadonlyMap<string, { titre: string }>, taken: readonly string[]) =>
    [...all].map(([id, { titre }]) => ({ id, titre, choisi: taken.includes(id) }))
  const data = {
    titre: say(texts, 'console-ecrire-une-reponse'),
    ici: 'questions',
    visitor,
    refus,
    ...rest,
    contenu,
    jour: dayInFrance(console.now()),
    themes: boxes(themes, contenu.themes),
    territoires: boxes(territoires, contenu.territoires),
    longueurs: LONGEST,
  }
  return page(console, 'gap-fiche', { brouillon: false, ...data }, refus ? 400 : 200)
}

/** Keeps the draft, or publishes: the bot then answers with it. An answer without a source is not published. */
async function save(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const { texts } = console.library()
  const { store } = console
  const known = request.params.id
  const contenu = typed(request)
  const publishes = field(request, 'faire') === 'publier'
  const ids = field(request, 'ids')
  const wrong = faultOf(contenu, publishes, dayInFrance(console.now()))
  if (wrong) {
    const chemin = known ? `${FICHE}/${known}` : FICHE
    return form(console, visitor, { contenu, ids, chemin, refus: say(texts, `console-ecrire-refus-${wrong}`) })
  }
  if (known && !(await store.overlay.draft(known)) && !(await publishedAct(console, known)))
    throw new HttpError(404, 'not-found')
  const { id: compte, nom: auteur } = visitor.account
  const id = known ?? (await freeId(console, contenu.titre))
  await store.gaps.settle(ids.split(' ').filter(Boolean), dealtBy(id))
  if (publishes) {
    await store.overlay.add({
      compte,
      auteur,
      sorte: 'fiche',
      fiche: id,
      titre: contenu.titre,
      acte: 'publie',
      contenu,
    })
    await store.overlay.dropDraft(id)
    await console.settled?.()
  } else await store.overlay.keepDraft({ id, contenu, auteur })
  await record(console, visitor, 'fiche-ecrite', null, `${id} ${publishes ? 'publier' : 'garder'}`)
  return to(`${PATH}?dit=${publishes ? 'fiche-publiee' : 'fiche-gardee'}`)
}

/** The bot answers with it no more; what was written stays as a draft. */
async function takeBack(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const { store } = console
  const act = await publishedAct(console, request.params.id ?? '')
  if (!act?.contenu || !mayVerify(console.library(), visitor.account, 'fiche', act.fiche))
    throw new HttpError(404, 'not-found')
  const { fiche, titre, contenu } = act
  const { id: compte, nom: auteur } = visitor.account
  await store.overlay.keepDraft({ id: fiche, contenu, auteur })
  await store.overlay.add({ compte, auteur, sorte: 'fiche', fiche, titre, acte: 'depublie' })
  await record(console, visitor, 'fiche-ecrite', null, `${fiche} retirer`)
  await console.settled?.()
  return to(`${PATH}?dit=fiche-retiree`)
}

async function publishedAct({ store }: Console, id: string): Promise<OverlayAct | undefined> {
  return standing(await store.overlay.acts()).find(a => a.acte === 'publie' && a.fiche === id)
}

function typed(request: HttpRequest): Saisie {
  const line = (name: 'titre' | 'source') => oneLine(field(request, name)).slice(0, LONGEST[name])
  return {
    titre: line('titre'),
    corps: field(request, 'corps').replaceAll('\r\n', '\n').trim().slice(0, LONGEST.corps),
    questions: field(request, 'questions')
      .split('\n')
      .map(q => oneLine(q).slice(0, LONGEST.question))
      .filter(Boolean)
      .slice(0, MOST_QUESTIONS),
    themes: checked(request, 'theme:'),
    territoires: checked(request, 'territoire:'),
    source: line('source'),
    date: field(request, 'date'),
  }
}

/** What is missing, by the name of its sentence; null where nothing is. */
function faultOf({ titre, corps, source, date }: Saisie, publishes: boolean, today: string): string | null {
  if (titre.length < 3) return 'titre'
  if (!publishes) return null
  if (corps.length < 10) return 'corps'
  if (source.length < 3) return 'source'
  return DAY.test(date) && partialDate.safeParse(date).success && date <= today ? null : 'date'
}

/** A file's name made from a title, that no answer has or had. */
async function freeId({ library, store }: Console, titre: string): Promise<string> {
  const acts = await store.overlay.acts()
  const taken = new Set([...library().fiches.keys(), ...acts.map(a => a.fiche)])
  const words = fold(titre).match(/[a-z0-9]+/g) ?? []
  const base = words.join('-').slice(0, 60).replace(/-$/, '') || 'fiche'
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`
    if (!taken.has(id) && !(await store.overlay.draft(id))) return id
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
