// A scenario with other defaults: the same nodes, properties and workload, with parameters, faults,
// lengths and thresholds of its own. It is a scenario like any other, so whatever is asked of one can
// be asked of it.

import type { AnyClaims, AnyGiven, AnyVariants, Scenario } from '../form.ts'
import type { Duration, Param, Params } from '../params.ts'
import type { Source } from './order.ts'
import { claimsOf } from './site.ts'

/** What stands in place of the scenario's own; absent: the scenario's own. */
export interface Tuning {
  readonly name: string
  readonly about: string | null
  /** the variant that takes the place of the scenario; null: itself, with all its variants */
  readonly variant: string | null
  readonly params: Params
  readonly claims: {
    readonly faults?: readonly string[] | 'swarm'
    readonly until?: Duration
    readonly settle?: Duration
    readonly expect?: readonly string[]
  }
}

/** @param place `file:line` of the text that tunes it; the values are checked already */
export function tuned(
  base: { readonly scenario: Scenario; readonly source: Source },
  { name, about, variant, params, claims }: Tuning,
  place: string,
): Scenario {
  const { scenario } = base
  const said = variant === null ? undefined : scenario.variants[variant]
  const nodes = said !== undefined && 'nodes' in said ? said.nodes : scenario.nodes
  const rules = said !== undefined && 'rules' in said ? said.rules : {}
  const as = (given: AnyGiven): AnyGiven => (variant === null ? given : { ...given, variant })
  return {
    ...{ kind: 'scenario', name, about: about ?? scenario.about, place, base },
    params: { ...scenario.params, ...params },
    rules: { ...scenario.rules, ...rules },
    variants: variant === null ? retuned(scenario.variants, claims) : {},
    nodes: (of) => nodes(as(of)),
    claims: { ...givenAs(claimsOf(scenario, variant), as), ...claims },
  }
}

/** A variant with claims of its own is tuned as well: what a file says holds for all it names. */
function retuned(variants: AnyVariants, claims: Tuning['claims']): AnyVariants {
  return Object.fromEntries(
    Object.entries(variants).map(([name, one]) => [
      name,
      'nodes' in one ? { ...one, ...claims } : one,
    ]),
  )
}

/** Functions of the parameters are told the variant that stands in for the scenario. */
function givenAs(claims: AnyClaims, as: (given: AnyGiven) => AnyGiven): AnyClaims {
  const { workload, network, disk, domains, faults, budget } = claims
  return {
    ...claims,
    ...(typeof workload === 'function' ? { workload: (of) => workload({ ...of, ...as(of) }) } : {}),
    ...(typeof network === 'function' ? { network: (of) => network(as(of)) } : {}),
    ...(typeof disk === 'function' ? { disk: (of) => disk(as(of)) } : {}),
    ...(typeof domains === 'function' ? { domains: (of) => domains(as(of)) } : {}),
    ...(typeof faults === 'function' ? { faults: (of) => faults(as(of)) } : {}),
    ...(typeof budget === 'function' ? { budget: (of) => budget(as(of)) } : {}),
  }
}

/** The parameter whose default is this value, of those that it allows; all others are still allowed. */
export function withDefault(param: Param, text: string): Param {
  if (typeof param !== 'object') return { kind: 'tuned', of: param, text }
  if ('kind' in param && param.kind === 'tuned') return { ...param, text }
  const choices = 'kind' in param ? param.choices : param
  const chosen = choices.filter((one) => String(one) === text)
  const others = choices.filter((one) => String(one) !== text)
  return { kind: 'one of', choices: [...chosen, ...others] }
}
