import type { Server } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { atTheEnd } from './endings.ts'

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
  atTheEnd(() => new Promise<void>(done => server.close(done)))
  const listener = server.listen(0, '127.0.0.1') as unknown as Server
  await new Promise(resolve => listener.once('listening', resolve))
  return { url: `smtp://127.0.0.1:${(listener.address() as { port: number }).port}`, mails }
}

/** A header of a mail as it was received. */
export function header(mail: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)$`, 'mi').exec(mail)?.[1]
}

/** A mail's parts in plain words: what is quoted or in base64 is read. */
export function decoded(mail: string): string {
  const quoted = (text: string) =>
    Buffer.from(
      text
        .replace(/=\r?\n/g, '')
        .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    ).toString('utf8')
  return mail
    .split(/^--\S+$/m)
    .map(part => {
      const [head = '', ...rest] = part.split(/\r?\n\r?\n/)
      const body = rest.join('\n\n')
      if (/base64/i.test(head)) return head + Buffer.from(body, 'base64').toString('utf8').replaceAll('\r\n ', '')
      return /quoted-printable/i.test(head) ? head + quoted(body) : part
    })
    .join('\n')
}
