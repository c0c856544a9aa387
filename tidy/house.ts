// Rules about the repository as a whole: what stands in it, what its manifest says, and whether its
// pages lead somewhere. Rules about one file are in rules.ts.

import { importsOf, split } from './source.ts'
import { isTest, packageOf, protocolsUnder, resolve, table } from './table.ts'

/** Every file of the repository, by path. */
export type Files = ReadonlyMap<string, string>

type Rule = (files: Files) => readonly string[]

/** What every protocol folder shows, so that one who knows one protocol finds his way in all. */
const faces = [
  'README.md',
  'messages.ts',
  'client.ts',
  'rules.ts',
  'invariants.ts',
  'mutants.ts',
] as const

/** What the README of a protocol tells, as words of its headings. */
const chapters = ['promise', 'assum', 'message', 'failure', 'source'] as const

/** A protocol that stands on another has the rules, the invariants and the mistakes of that one. */
const facesAbove = ['README.md', 'messages.ts', 'client.ts']

/** Every protocol folder has the same faces, tests beside them, and a README with five chapters. */
const protocolFaces: Rule = (files) => {
  const complaints: string[] = []
  for (const folder of childrenOf(files, 'protocols')) {
    for (const face of folder in protocolsUnder ? facesAbove : faces) {
      if (!files.has(`protocols/${folder}/${face}`)) {
        complaints.push(`protocols/${folder}: has no ${face}`)
      }
    }
    const tests = [...files.keys()].filter(
      (path) => path.startsWith(`protocols/${folder}/`) && isTest(path),
    )
    if (tests.length === 0) complaints.push(`protocols/${folder}: has no test`)
    const headings = (files.get(`protocols/${folder}/README.md`) ?? '')
      .split('\n')
      .filter((line) => line.startsWith('#'))
      .join('\n')
      .toLowerCase()
    for (const chapter of chapters) {
      if (!headings.includes(chapter)) {
        complaints.push(`protocols/${folder}/README.md: no heading speaks of "${chapter}…"`)
      }
    }
  }
  return complaints
}

/** Every folder of the import table tells what it holds, docs/ among them. */
const folderReadmes: Rule = (files) =>
  Object.keys(table)
    .filter((folder) => [...files.keys()].some((path) => path.startsWith(`${folder}/`)))
    .filter((folder) => !files.has(`${folder}/README.md`))
    .map((folder) => `${folder}: has no README.md`)

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** Versions are exact, and what ships needs nothing that is installed for development only. */
const manifest: Rule = (files) => {
  const own = JSON.parse(files.get('package.json') ?? '{}') as Manifest
  const shipped = { ...own.dependencies, ...own.optionalDependencies }
  const all = { ...shipped, ...own.devDependencies }
  // The entry point for test suites needs what its users test with.
  const peers = { ...shipped, ...own.peerDependencies }
  const complaints = Object.entries(all)
    .filter(([, version]) => !/^\d+\.\d+\.\d+$/u.test(version))
    .map(([name, version]) => `package.json: ${name} ${version} is not one exact version`)
  for (const [path, text] of files) {
    if (!path.endsWith('.ts')) continue
    const development =
      isTest(path) || /\.(?:bench|config|setup)\.ts$|^(?:bench|tidy)\//u.test(path)
    for (const { specifier, line } of importsOf(text)) {
      const name = packageOf(specifier)
      if (name.startsWith('.') || name === 'node:' || name === 'worldline') continue
      const needed = path.startsWith('scenarios/testing/') ? peers : shipped
      if (!(name in (development ? all : needed))) {
        complaints.push(`${path}:${line}: ${name} is not among the packages that it may need`)
      }
    }
  }
  return complaints
}

/** The lock file says what is installed, not from where. */
const lockfile: Rule = (files) =>
  /"resolved": "(?!https:\/\/registry\.npmjs\.org\/)/u.test(files.get('package-lock.json') ?? '')
    ? ['package-lock.json: names a host of its own; write it without resolved addresses']
    : []

/**
 * A page that is named exists: links of Markdown pages lead to files of the repository, and a
 * comment that names a page means one that a reader can open.
 */
const pages: Rule = (files) => {
  const names = new Set([...files.keys()].map((path) => path.split('/').at(-1) ?? ''))
  const folders = new Set([...files.keys()].flatMap(foldersAbove))
  const complaints: string[] = []
  for (const [path, text] of files) {
    if (!/\.(?:ts|md)$/u.test(path)) continue
    const told = path.endsWith('.ts') ? split(text).comments : text
    for (const [index, line] of told.split('\n').entries()) {
      const place = `${path}:${index + 1}`
      for (const [, page] of line.matchAll(/(?<![\w/*$}-])([\w-]+\.md)\b/gu)) {
        if (!names.has(page ?? '')) complaints.push(`${place}: there is no page ${page}`)
      }
      if (!path.endsWith('.md')) continue
      for (const [, link] of line.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/gu)) {
        const target = resolve(path, link ?? '').replace(/\/$/u, '')
        if (!files.has(target) && !folders.has(target)) {
          complaints.push(`${place}: leads to ${link}, which is not there`)
        }
      }
    }
  }
  return complaints
}

const foldersAbove = (path: string): readonly string[] => {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

/** Names of the folders directly in a folder. */
function childrenOf(files: Files, folder: string): readonly string[] {
  const names = new Set<string>()
  for (const path of files.keys()) {
    const parts = path.split('/')
    const name = parts[1]
    if (parts[0] === folder && parts.length > 2 && name !== undefined) names.add(name)
  }
  return [...names].toSorted()
}

/** Every rule about the repository, by name. */
export const houseRules: Readonly<Record<string, Rule>> = {
  protocolFaces,
  folderReadmes,
  manifest,
  lockfile,
  pages,
}
