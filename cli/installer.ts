// Which package manager a person uses, and what this worldline is installed from: for commands that
// work when they are pasted, and for manifests that install the same worldline again.

import { existsSync, readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { version } from '../scenarios/runner/version.ts'
import type { Environment } from './terminal.ts'

export interface Installer {
  readonly install: string
  /** in front of the packages that a project needs while it is made */
  readonly add: string
  /** on a build server: exactly what the lock file says */
  readonly frozen: string
  /** in front of the name of a command of the project */
  readonly run: string
}

const npm: Installer = {
  install: 'npm install',
  add: 'npm install --save-dev',
  frozen: 'npm ci',
  run: 'npx worldline',
}
const known: Readonly<Record<string, Installer>> = {
  npm,
  pnpm: {
    install: 'pnpm install',
    add: 'pnpm add --save-dev',
    frozen: 'corepack enable && pnpm install --frozen-lockfile',
    run: 'pnpm exec worldline',
  },
  yarn: {
    install: 'yarn install',
    add: 'yarn add --dev',
    frozen: 'corepack enable && yarn install --immutable',
    run: 'yarn worldline',
  },
  bun: {
    install: 'bun install',
    add: 'bun add --dev',
    frozen: 'npm install --global bun && bun install --frozen-lockfile',
    run: 'bunx worldline',
  },
}

/** npm, where nothing says otherwise. */
export function installerOf(env: Environment): Installer {
  const name = (env['npm_config_user_agent'] ?? '').split('/')[0] ?? ''
  return Object.hasOwn(known, name) ? (known[name] ?? npm) : npm
}

/**
 * What a manifest in `folder` says to get this worldline: what the manifest that installed it says,
 * the folder of the sources where it was not installed, else its version.
 */
export function worldlineSpec(folder: string): string {
  const own = ownFolder()
  const installed = own.lastIndexOf(`${sep}node_modules${sep}`)
  if (installed < 0) return fileSpec(own, folder)
  const project = own.slice(0, installed)
  const said = specIn(join(project, 'package.json'))
  if (said === null) return version()
  const file = /^(?:file:)?(\.{0,2}[/\\].*|.*\.tgz)$/u.exec(said)?.[1]
  return file === undefined || said.includes('://')
    ? said
    : fileSpec(resolve(project, file), folder)
}

/** `file:../worldline-0.1.0.tgz`, with slashes everywhere. */
function fileSpec(target: string, folder: string): string {
  const near = relative(folder, target).split(sep).join('/')
  return `file:${isAbsolute(near) || near.startsWith('.') ? near : `./${near}`}`
}

/** The folder with our package.json, above the sources or above `dist`. */
function ownFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) {
    folder = dirname(folder)
  }
  return folder
}

function specIn(manifest: string): string | null {
  try {
    const read: unknown = JSON.parse(readFileSync(manifest, 'utf8'))
    for (const field of ['dependencies', 'devDependencies', 'optionalDependencies']) {
      const found = fieldOf(fieldOf(read, field), 'worldline')
      if (typeof found === 'string') return found
    }
  } catch {
    // No manifest, or one that is none: the version says enough.
  }
  return null
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? new Map<string, unknown>(Object.entries(value)).get(name)
    : undefined
