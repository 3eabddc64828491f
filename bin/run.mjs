#!/usr/bin/env node
// Plain JavaScript on purpose: it must start on the machine's own Node, however old,
// and hand over to the Node 26 that `npm ci` brought (npm 10 makes no link for it).
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

const [major, minor] = process.versions.node.split('.').map(Number)
const newEnough = major > 22 || (major === 22 && minor >= 18)
const [target, ...rest] = process.argv.slice(2)

/** The path of the Node binary that the optional dependencies brought, or undefined. */
function broughtNode() {
  const names = { linux: 'node-linux', darwin: 'node-bin-darwin', win32: 'node-win' }
  const name = `${names[process.platform] ?? 'node'}-${process.arch}`
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
    const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return existsSync(binary) ? binary : undefined
  } catch {
    return undefined
  }
}

if (newEnough) {
  process.argv.splice(1, 2, resolve(target))
  // as the program itself, not as an import of this file: `import.meta.main` must hold
  Module.runMain(resolve(target))
} else {
  const binary = broughtNode()
  if (!binary) {
    console.error(
      `Relais Industrie needs Node 22.18 or newer; this is ${process.version} and no Node came with ` +
        `"npm ci" for ${process.platform}-${process.arch}. Install Node 26, or run "npm ci" without --omit=optional.`,
    )
    process.exit(78)
  }
  const child = spawn(binary, [target, ...rest], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}
