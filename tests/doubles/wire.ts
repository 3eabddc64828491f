import { type AddressInfo, createServer, connect as reach, type Socket } from 'node:net'

/** A network between a client and a server on this machine, that can be cut. */
export interface Wire {
  base: string
  /** No connection, old or new, until `mend`. */
  cut(): void
  mend(): void
  /** Cuts the next WebSocket once so many of the server's frames have passed, whole, and nothing of the one after. */
  cutAfter(frames: number): void
  /** How many times a socket was cut at a frame's end. */
  cuts(): number
  close(): Promise<void>
}

export async function startWire(port: number): Promise<Wire> {
  const open = new Set<Socket>()
  let down = false
  let left = Number.POSITIVE_INFINITY
  let cuts = 0
  const server = createServer(client => {
    if (down) return void client.destroy()
    const target = reach(port, '127.0.0.1')
    const both = [client, target]
    const end = () => {
      for (const socket of both) {
        open.delete(socket)
        socket.destroy()
      }
    }
    for (const socket of both) {
      open.add(socket)
      socket.on('error', end).on('close', end)
    }
    client.pipe(target)
    const frames = frameCounter()
    target.on('data', (chunk: Buffer) => {
      for (const { bytes, whole } of frames(chunk)) {
        client.write(bytes)
        if (!whole || --left > 0) continue
        cuts++
        left = Number.POSITIVE_INFINITY
        // the bytes go out before the line does
        client.end(() => end())
        target.destroy()
        return
      }
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      down = true
      for (const socket of open) socket.destroy()
    },
    mend() {
      down = false
    },
    cutAfter(frames) {
      left = frames
    },
    cuts: () => cuts,
    close() {
      for (const socket of open) socket.destroy()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}

/** Splits what a server sends at the ends of its WebSocket frames; plain HTTP passes as it is. */
function frameCounter() {
  let mode: 'http' | 'frames' | 'plain' = 'http'
  let rest = Buffer.alloc(0)
  return function* (chunk: Buffer): Generator<{ bytes: Buffer; whole: boolean }> {
    rest = Buffer.concat([rest, chunk])
    if (mode === 'http') {
      mode = rest.toString('latin1', 0, 12) === 'HTTP/1.1 101' ? 'frames' : 'plain'
      if (mode === 'frames') {
        const end = rest.indexOf('\r\n\r\n') + 4
        yield { bytes: rest.subarray(0, end), whole: false }
        rest = rest.subarray(end)
      }
    }
    if (mode === 'plain') {
      yield { bytes: rest, whole: false }
      rest = Buffer.alloc(0)
      return
    }
    for (let size = sizeOf(rest); size !== undefined && rest.length >= size; size = sizeOf(rest)) {
      yield { bytes: rest.subarray(0, size), whole: true }
      rest = rest.subarray(size)
    }
  }
}

/** The length of the frame that begins here (servers do not mask); undefined while its head is not here. */
function sizeOf(bytes: Buffer): number | undefined {
  if (bytes.length < 2) return undefined
  const short = bytes[1]! & 0x7f
  if (short < 126) return 2 + short
  if (short === 126) return bytes.length < 4 ? undefined : 4 + bytes.readUInt16BE(2)
  return bytes.length < 10 ? undefined : 10 + Number(bytes.readBigUInt64BE(2))
}
