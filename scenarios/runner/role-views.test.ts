import { describe, expect, test } from 'vitest'
import type { AnyForm } from '../form.ts'
import { scenario } from '../scenario.ts'
import { Mistake } from '../../sim/problem.ts'
import { chiefs, chiefView, type MemberState } from './chiefs.test.toy.ts'
import { Experiment } from './experiment.ts'
import { settingsDefault } from './order.ts'

const start = (): object => ({ term: 3, role: 'lord' })
const actor = { start, receive: (): void => undefined }
const withViews = (views: unknown): AnyForm =>
  ({ about: 'Nobody does anything.', nodes: () => ({ n: actor }), views }) as AnyForm

const problemsOf = (of: () => unknown): string[] => {
  try {
    of()
  } catch (error) {
    if (error instanceof Mistake) {
      return error.problems.map(({ sentence, lines }) => [sentence, ...lines].join('\n'))
    }
    throw error
  }
  return []
}
const atTheDoor = (views: unknown): string[] =>
  problemsOf(() => scenario('toy', withViews(views))).map((text) => text.replace(/\nin .*/u, ''))

describe('views at the door', () => {
  test.each`
    because                          | views                                                      | said
    ${'it is no record'}             | ${[chiefView]}                                             | ${'views is no record.\nallowed        views by role: { n: raft.logView(s => s.log) }'}
    ${'it is no view'}               | ${{ n: 'leader' }}                                         | ${"views.n is no view.\nallowed        { roles: { leader: 'leads', follower: 'follows' }, role: state => …, log? }"}
    ${'a field is misspelt'}         | ${{ n: { ...chiefView, logs: null } }}                     | ${'views.n has no property "logs".\ndid you mean   log ?\nthere are      roles  role  log'}
    ${'no role is named'}            | ${{ n: { ...chiefView, roles: {} } }}                      | ${"views.n.roles names no role.\nallowed        { leader: 'leads', … }"}
    ${'a name is no word'}           | ${{ n: { ...chiefView, roles: { 'the boss': 'leads' } } }} | ${'views.n.roles cannot name "the boss".\nallowed        letters and single dashes'}
    ${'the notation keeps the name'} | ${{ n: { ...chiefView, roles: { minority: 'follows' } } }} | ${'views.n.roles cannot name "minority".\nallowed        what the fault notation leaves free'}
    ${'nobody stands so'}            | ${{ n: { ...chiefView, roles: { leader: 'rules' } } }}     | ${'views.n.roles.leader cannot be "rules".\nallowed        leads  stands  follows  out'}
    ${'the log is no function'}      | ${{ n: { roles: chiefView.roles, role: start, log: [] } }} | ${'views.n.log is no function.\nallowed        state => ({ first: 1, cells, committed: 0 })'}
  `('refused because $because', ({ views, said }) => {
    expect(atTheDoor(views)).toEqual([said])
  })

  test('what is right is taken, and a role without a view is left alone', () => {
    expect(atTheDoor({ n: chiefView })).toEqual([])
    expect(atTheDoor({ n: undefined })).toEqual([])
  })
})

const siteOf = (views: unknown): ReturnType<Experiment['siteFor']> =>
  new Experiment(scenario('toy', withViews(views)), {
    variant: null,
    settings: settingsDefault,
  }).siteFor(1)

describe('views of the nodes', () => {
  test('every node of the role has it, and nobody else', () => {
    const site = new Experiment(chiefs, { variant: null, settings: settingsDefault }).siteFor(1)
    expect([...site.views.keys()]).toEqual(['m1', 'm2', 'm3'])
  })

  test('a role that there is not is told with those there are', () => {
    const views = { nn: chiefView }
    expect(problemsOf(() => siteOf(views))[0]).toMatch(
      /^views has "nn", which is no role of a node\.\nthere are {6}n\n/u,
    )
  })

  test('a view that gives another role than it knows is the mistake of whoever wrote it', () => {
    const view = siteOf({ n: { ...chiefView, role: start } })
      .views.values()
      .next().value
    expect(problemsOf(() => view?.role({}))).toEqual([
      'views.n.role gave no role.\nallowed        { name, term }, a role and a whole number or null',
    ])
    const lead = siteOf({
      n: { ...chiefView, role: () => ({ name: 'leeder', term: 1 }) },
    })
      .views.values()
      .next().value
    expect(problemsOf(() => lead?.role({}))).toEqual([
      'views.n.role gave "leeder", which its roles do not have.\n' +
        'did you mean   leader ?\nroles          leader  candidate  follower',
    ])
  })

  test('one that throws is told with what it threw', () => {
    const role = ({ log }: MemberState): never => {
      throw new Error(`no log ${log.length}`)
    }
    const view = siteOf({ n: { ...chiefView, role } })
      .views.values()
      .next().value
    expect(problemsOf(() => view?.role({ log: [] }))[0]).toMatch(
      /^views\.n\.role threw Error: no log 0\./u,
    )
  })
})
