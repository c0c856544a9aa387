// `simTest`: a scenario as a test of vitest. It registers a test, and hands what happens in it to
// the machinery beside it; it decides nothing itself.

import { test } from 'vitest'
import { assert } from '../../sim/assert.ts'
import type { Scenario } from '../form.ts'
import { conduct } from './conduct.ts'
import { type Asked, type Body, fixturesOf } from './fixtures.ts'
import type { Hunt } from './known.ts'
import { framesOf } from './frames.ts'
import { checkGiven, type SimOptions } from './options.ts'
import { type Modes, modes } from './modes.ts'
import { type Arbitraries, hunter, type Prop, type PropBody, type PropRegisters } from './prop.ts'
import { search } from './search.ts'
import type { SimWorld } from './sim-world.ts'
import type { Play } from './trial.ts'

/** Options, or what a row of `each` gives. */
export type OptionsFor<Row extends readonly unknown[]> = SimOptions | ((...row: Row) => SimOptions)

/** A test without or with a body, its options in between. */
export interface Registers<Row extends readonly unknown[]> {
  (name: string, scenario: Scenario, options?: OptionsFor<Row>): void
  (name: string, scenario: Scenario, options: OptionsFor<Row>, body: Body<Row>): void
}

/** Arguments that rows of one length are spread to, each of the types that any row has there. */
type Spread<T> = [T] extends [readonly [unknown]]
  ? [T[0]]
  : [T] extends [readonly [unknown, unknown]]
    ? [T[0], T[1]]
    : [T] extends [readonly [unknown, unknown, unknown]]
      ? [T[0], T[1], T[2]]
      : [T] extends [readonly [unknown, unknown, unknown, unknown]]
        ? [T[0], T[1], T[2], T[3]]
        : [T] extends [readonly (infer One)[]]
          ? One[]
          : [T]

interface Plain extends Registers<readonly []> {
  readonly todo: (name: string) => void
  readonly skipIf: (condition: unknown) => SimTest
  readonly runIf: (condition: unknown) => SimTest
  /** a list as a row is spread over the body's further arguments */
  each<const T>(rows: readonly T[]): Registers<Spread<T>>
  /** a row stays one argument */
  for<const T>(rows: readonly T[]): Registers<[T]>
  /** fast-check draws inputs and shrinks them; then the run that they make is shrunk */
  readonly prop: Prop
}

export type SimTest = Plain & { readonly [mode in (typeof modes)[number]]: SimTest }

function simTestOf(flags: Modes): SimTest {
  const register = (
    name: string,
    scenario: Scenario,
    options: OptionsFor<readonly []> = {},
    body: Body | null = null,
  ): void => {
    const written = framesOf(new Error('here').stack)
    const said = typeof options === 'function' ? options() : options
    checkGiven(name, scenario, said)
    test(name, shown(flags), (context) =>
      conduct({ context, scenario, options: said, written, flags }, seedsOf(body, [])),
    )
  }
  const plain: Plain = Object.assign(register, {
    todo: (name: string): void => {
      test.todo(name)
    },
    skipIf: (condition: unknown) => simTestOf(isTrue(condition) ? { ...flags, skip: true } : flags),
    runIf: (condition: unknown) => simTestOf(isTrue(condition) ? flags : { ...flags, skip: true }),
    each: <const T>(rows: readonly T[]): Registers<Spread<T>> => rowsOf(flags, rows, spreadOf<T>),
    for: <const T>(rows: readonly T[]): Registers<[T]> => rowsOf(flags, rows, (row): [T] => [row]),
    prop: propOf(flags),
  })
  for (const mode of modes) {
    Object.defineProperty(plain, mode, { get: () => simTestOf({ ...flags, [mode]: true }) })
  }
  hasModes(plain)
  return plain
}

/**
 * What the runner is told. A test that must fail is turned round here, not there. And it has no
 * time-out: what runs is synchronous, so that none could end it, and one that comes late would only
 * stand in place of what the test has to say. Budgets bound it.
 */
const shown = ({ fails: _, ...others }: Modes): Modes & { readonly timeout: number } => ({
  ...others,
  timeout: 0,
})

/** The body for each seed; without one, the run of the seed as the scenario judges it. */
function seedsOf<Row extends readonly unknown[]>(body: Body<Row> | null, row: Row): Hunt {
  const play: Play = (open) => {
    const world = open()
    if (body === null) return world.finish()
    return body(fixturesOf(world, runnerOf(open)), ...row)
  }
  return {
    play,
    hunt: ({ ground, chosen, fails }) => ({
      searched: search(ground, play, chosen, fails),
      ...{ play, inputs: null },
    }),
  }
}

/** Other worlds of the same test, run through their storm and calm. */
const runnerOf =
  (open: Parameters<Play>[0]) =>
  (asked?: Asked): SimWorld => {
    const world = open(asked)
    world.untilQuiet()
    return world
  }

const propOf =
  (flags: Modes): Prop =>
  <Inputs extends readonly unknown[]>(arbitraries: Arbitraries<Inputs>) => {
    const register: PropRegisters<Inputs> = (
      name: string,
      scenario: Scenario,
      given: SimOptions | PropBody<Inputs>,
      more?: PropBody<Inputs>,
    ): void => {
      const written = framesOf(new Error('here').stack)
      const [options, body] = typeof given === 'function' ? [{}, given] : [given, more]
      assert(body !== undefined, 'a property has a body')
      test(name, shown(flags), (context) =>
        conduct(
          { context, scenario, options, written, flags },
          hunter(arbitraries, (inputs: Inputs) => (open) => {
            return body({ run: runnerOf(open), open })(...inputs)
          }),
        ),
      )
    }
    return register
  }

function rowsOf<T, Row extends readonly unknown[]>(
  flags: Modes,
  rows: readonly T[],
  rowOf: (row: T) => Row,
): Registers<Row> {
  return (
    name: string,
    scenario: Scenario,
    options: OptionsFor<Row> = {},
    body: Body<Row> | null = null,
  ): void => {
    const written = framesOf(new Error('here').stack)
    const saidFor = (row: T): SimOptions =>
      typeof options === 'function' ? options(...rowOf(row)) : options
    test.for(rows)(name, shown(flags), (row, context) =>
      conduct(
        { context, scenario, options: saidFor(row), written, flags },
        seedsOf(body, rowOf(row)),
      ),
    )
  }
}

/** A list is a row, anything else a row of one. */
function spreadOf<T>(row: T): Spread<T>
function spreadOf(row: unknown): unknown {
  return Array.isArray(row) ? row : [row]
}

function hasModes(made: Plain): asserts made is SimTest {
  assert(
    modes.every((mode) => mode in made),
    'every mode was defined',
  )
}

const isTrue = (condition: unknown): boolean => Boolean(condition)

/** A scenario as a test. */
export const simTest: SimTest = simTestOf({})
