import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { type Inbox, mailServer } from '../mail-server.ts'
import { launchBrowser } from './browser.ts'
import { startProcess } from './process.ts'

/** The real server, a mail server that it writes to, and a browser in front of it. */
export interface Stage {
  browser: Browser
  server: Awaited<ReturnType<typeof startProcess>>
  inbox: Inbox
}

/** Sets the stage before the tests of a group and clears it after them; without mails the server keeps its letters. */
export function setStage({ mails = false } = {}): Stage {
  const stage = {} as Stage
  beforeAll(async () => {
    if (mails) stage.inbox = await mailServer()
    const env = mails ? { SMTP_URL: stage.inbox.url, MAIL_FROM: 'Relais <relais@relais.test>' } : {}
    stage.server = await startProcess(env)
    stage.browser = await launchBrowser()
  })
  afterAll(async () => {
    await stage.browser?.close()
    await stage.server?.stop()
  })
  return stage
}
