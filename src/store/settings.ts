import type { Db } from './database.ts'

/** What administrators set over the texts of the repository: by the text's key. */
export interface Settings {
  all(): Promise<Record<string, string>>
  /** Sets values; an empty one gives the repository's text back. */
  set(values: Readonly<Record<string, string>>): Promise<void>
}

/** The settings in the database. */
export function settingsIn(db: Db): Settings {
  return {
    async all() {
      const rows = await db.selectFrom('settings').selectAll().orderBy('cle').execute()
      return Object.fromEntries(rows.map(r => [r.cle, r.valeur]))
    },

    set: values =>
      db.transaction().execute(async trx => {
        for (const [cle, valeur] of Object.entries(values)) {
          await trx.deleteFrom('settings').where('cle', '=', cle).execute()
          if (valeur !== '') await trx.insertInto('settings').values({ cle, valeur }).execute()
        }
      }),
  }
}
