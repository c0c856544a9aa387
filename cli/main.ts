#!/usr/bin/env node
// The `worldline` command: finds out which command was asked for, loads that one alone, and turns
// whatever comes out of it into an exit code. The work of a command is in the file of its name.

import { basename } from 'node:path'
import { loading } from '../scenarios/runner/loading.ts'
import { Mistake, type Problem } from '../sim/problem.ts'
import type { Given, Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import { type ExitCode, exits } from './exit.ts'

async function main(argv: readonly string[]): Promise<ExitCode> {
  if (argv[0] === '--get-completions') {
    const { offer } = await import('./complete.ts')
    process.stdout.write(await offer(argv.slice(1).join(' '), process.cwd()))
    return exits.pass
  }
  const { contextOf } = await import('./context.ts')
  if (argv.every((word) => /^--(?:no-color|ascii|color=\w+)$/u.test(word))) {
    const { bareScreen } = await import('./bare.ts')
    const context = await contextOf(earlyGiven(argv))
    context.out(bareScreen(context.name, context.page))
    return exits.pass
  }
  if (argv.length === 1 && argv[0] === '--version') {
    const { version } = await import('../scenarios/runner/version.ts')
    process.stdout.write(`${version()}\n`)
    return exits.pass
  }
  let context = await contextOf(earlyGiven(argv))
  const { asksForHelp, helpFor } = await import('./help.ts')
  if (asksForHelp(argv)) {
    context.out(helpFor(argv, context.name, context.page))
    return exits.pass
  }
  try {
    const { parseArguments } = await import('./arguments.ts')
    const parsed = await parseArguments(argv, context.name)
    context = await contextOf(parsed.given)
    return await execute(parsed, context)
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    const { renderProblems } = await import('../reports/problems.ts')
    const problems = error.problems.map((one) => calledAs(one, context.name))
    context.note(renderProblems(problems, error.exitCode, context.notePage))
    return error.exitCode
  }
}

/** Commands that a mistake names begin with the name that this program was called by. */
const calledAs = (problem: Problem, name: string): Problem => ({
  ...problem,
  lines: problem.lines.map((line) => line.replace(/(^|\s{2,})worldline (?=[a-z])/gu, `$1${name} `)),
})

async function execute(parsed: Parsed, context: Context): Promise<ExitCode> {
  switch (parsed.command) {
    case 'run':
      return (await import('./run.ts')).run(parsed, context)
    case 'explore':
      return (await import('./explore.ts')).explore(parsed, context)
    case 'list':
      return (await import('./list.ts')).list(parsed, context)
    case 'demo':
      return (await import('./demo.ts')).demo(parsed, context)
    case 'real':
      return (await import('./real.ts')).real(parsed, context)
    case 'replay':
      return (await import('./replay.ts')).replay(parsed, context)
    case 'report':
      return (await import('./report.ts')).report(parsed, context)
    case 'shrink':
      return (await import('./shrink.ts')).shrink(parsed, context)
    case 'doctor':
      return (await import('./doctor.ts')).doctor(parsed, context)
    case 'explain':
      return (await import('./explain.ts')).explain(parsed, context)
    case 'compare':
      return (await import('./compare.ts')).compare(parsed, context)
    case 'cases':
      return (await import('./cases.ts')).cases(parsed, context)
    case 'serve':
      return (await import('./serve.ts')).serve(parsed, context)
    case 'call':
      return (await import('./call.ts')).call(parsed, context)
    case 'check':
      return (await import('./check.ts')).check(parsed, context)
    case 'new':
      return (await import('./new.ts')).create(parsed, context)
    case 'init':
      return (await import('./init.ts')).init(parsed, context)
    case 'completion':
      return (await import('./completion.ts')).completion(parsed, context)
  }
}

/** What a mistake in the flags themselves is rendered under. */
function earlyGiven(argv: readonly string[]): Given {
  const color = argv.find((word) => word.startsWith('--color='))?.slice('--color='.length)
  const behind = argv[argv.indexOf('--color') + 1]
  return {
    ...(argv.includes('--no-color') ? { 'no-color': true } : {}),
    ...(argv.includes('--ascii') ? { ascii: true } : {}),
    ...(color !== undefined ? { color } : {}),
    ...(argv.includes('--color') && behind !== undefined ? { color: behind } : {}),
  }
}

async function crash(error: unknown): Promise<void> {
  if (loading.module !== null) {
    // A promise that failed behind the back of a module that is being loaded.
    const { thrownWords } = await import('../scenarios/runner/import-module.ts')
    refuseModule(loading.module, `threw while it was loaded: ${thrownWords(error)}`)
    process.exit(exits.usage)
  }
  process.exitCode = exits.internal
  const { crashMessage, ownFolder, writeCrash } = await import('./crash.ts')
  const at = new Date().toISOString()
  const path = writeCrash(ownFolder(process.env), error, process.argv.slice(2), at)
  process.stderr.write(crashMessage(error, path))
  process.exit(exits.internal)
}

/** At once: the process may be ending. */
function refuseModule(path: string, what: string): void {
  loading.module = null
  const words = `${basename(path)} ${what}`.replace(/[\p{Cc}\p{Bidi_Control}]/gu, ' ')
  process.stderr.write(`  error WL1006: ${words}.\n    in             ${path}\n  exit 2\n`)
}

process.on('exit', () => {
  if (loading.module === null) return
  refuseModule(
    loading.module,
    'ended the process while it was loaded, or waits for what never comes',
  )
  process.exitCode = exits.usage
})
process.on('uncaughtException', (error) => void crash(error))
process.on('unhandledRejection', (error) => void crash(error))
// A reader that has seen enough (`| head`) is no failure of anybody.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exits.pass)
  throw error
})
// Where nobody reads what is told besides, the work itself goes on and ends as it should.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  await crash(error)
}
