import type { Server } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterAll } from 'vitest'

const opened: SMTPServer[] = []
afterAll(() => Promise.all(opened.map(s => new Promise<void>(done => s.close(done)))))

/** What a mail server of the tests received. */
export interface Inbox {
  url: string
  mails: string[]
}

/** A real mail server; the options make it misbehave, `drop` breaks the line once it has the mail. */
export async function mailServer({
  drop = false,
  ...options
}: SMTPServerOptions & { drop?: boolean } = {}): Promise<Inbox> {
  const mails: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _, done) {
      let text = ''
      stream.on('data', chunk => {
        text += chunk
      })
      stream.on('end', () => {
        mails.push(text)
        if (!drop) return done()
        const { connections } = server as unknown as { connections: Set<{ _socket: { destroy(): void } }> }
        for (const connection of connections) connection._socket.destroy()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  opened.push(server)
  const listener = server.listen(0, '127.0.0.1') as unknown as Server
  await new Promise(resolve => listener.once('listening', resolve))
  return { url: `smtp://127.0.0.1:${(listener.address() as { port: number }).port}`, mails }
}

/** A header of a mail as it was received. */
export function header(mail: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)$`, 'mi').exec(mail)?.[1]
}
