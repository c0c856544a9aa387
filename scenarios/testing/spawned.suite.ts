// Runs vitest in a process of its own on test files of a folder that is there for it alone, inside this
// repository, so that what they import is what is tested. Not a test itself.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

export interface Ran {
  readonly code: number | null
  readonly output: string
  /** by full name, joined with spaces */
  readonly tests: ReadonlyMap<string, Told>
  readonly junit: string
}

/** What vitest's own JSON says of a test. */
export interface Told {
  readonly status: string
  /** milliseconds */
  readonly duration: number
  readonly message: string
}

/** What is built is imported as an installed package is: as it stands, not through vite. */
const config = `export default {
  test: { include: ['*.test.ts'], server: { deps: { external: [/\\/dist\\//] } } },
}
`

export class Folder {
  readonly path: string

  constructor(files: Readonly<Record<string, string>>) {
    mkdirSync(join(root, '.worldline'), { recursive: true })
    this.path = mkdtempSync(join(root, '.worldline', 'suite-'))
    this.write('vitest.config.ts', config)
    for (const [name, text] of Object.entries(files)) this.write(name, text)
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.path, name), text)
  }

  /** Files of a folder in it; none where there is none. */
  list(name: string): string[] {
    try {
      return readdirSync(join(this.path, name)).toSorted()
    } catch {
      return []
    }
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), 'utf8')
  }

  run(env: Readonly<Record<string, string>> = {}, args: readonly string[] = []): Ran {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        ...[join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', '.'],
        ...['--reporter=default', '--reporter=json', '--outputFile.json=told.json'],
        ...['--reporter=junit', '--outputFile.junit=junit.xml', ...args],
      ],
      {
        cwd: this.path,
        encoding: 'utf8',
        // Not what the suite around it has told its own workers.
        env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...env },
      },
    )
    return {
      code: status,
      output: stdout + stderr,
      tests: testsIn(this.read('told.json')),
      junit: this.read('junit.xml'),
    }
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

interface Written {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly duration?: number
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

function testsIn(json: string): Map<string, Told> {
  const { testResults } = JSON.parse(json) as Written
  return new Map(
    testResults.flatMap(({ assertionResults }) =>
      assertionResults.map(({ fullName, status, duration, failureMessages }) => [
        fullName,
        { status, duration: duration ?? 0, message: failureMessages.join('\n') },
      ]),
    ),
  )
}
