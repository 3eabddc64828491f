import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** An invented company as « recherche-entreprises » gives one, with the fields that we leave out. */
export function someCompany(more: Record<string, unknown> = {}, site: Record<string, unknown> = {}) {
  const siege = someSite({ siret: '73282932000074', est_siege: true, ...site })
  return {
    siren: '732829320',
    nom_complet: 'TOLERIE DE L’EXEMPLE',
    nom_raison_sociale: 'TOLERIE DE L’EXEMPLE',
    nombre_etablissements_ouverts: 2,
    activite_principale: '25.11Z',
    activite_principale_naf25: '25.11Y',
    section_activite_principale: 'C',
    categorie_entreprise: 'PME',
    annee_categorie_entreprise: '2023',
    tranche_effectif_salarie: '12',
    annee_tranche_effectif_salarie: '2023',
    etat_administratif: 'A',
    statut_diffusion: 'O',
    nature_juridique: '5710',
    siege,
    matching_etablissements: [] as unknown[],
    ...more,
  }
}

export function someSite(more: Record<string, unknown> = {}) {
  return {
    siret: '73282932000082',
    commune: '02722',
    libelle_commune: 'SOISSONS',
    code_postal: '02200',
    epci: '200000000',
    activite_principale: '25.11Z',
    tranche_effectif_salarie: '03',
    etat_administratif: 'A',
    est_siege: false,
    statut_diffusion_etablissement: 'O',
    ...more,
  }
}

type Answer = unknown | ((response: ServerResponse, url: URL) => void)

/** A local server that answers `/search` as the directory does; numbers without an answer are not found. */
export async function startDirectory(answers: Record<string, Answer>) {
  const asked: URL[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://directory')
    asked.push(url)
    const answer = url.pathname === '/search' ? answers[url.searchParams.get('q') ?? ''] : undefined
    if (typeof answer === 'function') return answer(response, url)
    const results = answer === undefined ? [] : [answer]
    const page = { results, total_results: results.length, page: 1, per_page: 1, total_pages: results.length }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(page))
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const stop = () =>
    new Promise<void>(done => {
      server.close(() => done())
      server.closeAllConnections()
    })
  onTestFinished(stop)
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, stop }
}
