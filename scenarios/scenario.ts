// A scenario: what meets what, under which faults, and what is claimed of it. It is checked at once as
// far as it can be without a run, with every mistake told together. scenarios/runner makes worlds of
// it.

import type { AnyClaims, AnyForm, AnyGiven, Claims, Form, Scenario } from './form.ts'
import type { Params } from './params.ts'
import { placeOf } from './runner/place.ts'
import { checkScenario } from './validate.ts'
import type { Copy, Origin } from './variant.ts'
import type { CommonView, Nodes, View, ViewsOf } from './view.ts'

export type { Form, Given, NetworkForm, Scenario } from './form.ts'

/**
 * Makes a scenario.
 * @param name letters, digits and dashes; what people type
 * @throws Mistake with every problem (WL1101) that can be seen without running it
 */
export function scenario<
  const P extends Params = Record<never, never>,
  R extends object = Record<never, never>,
  N extends Nodes = Nodes,
>(name: string, form: Form<P, R, N>): Scenario
export function scenario(name: string, form: AnyForm): Scenario {
  const place = placeOf(new Error('here').stack)
  return checkScenario(name, form, place === null ? null : `${place.file}:${place.line}`)
}

/**
 * A variant with nodes of its own, whose properties see the states of those nodes. Annotate the
 * parameter of `nodes` with the parameters it uses.
 */
export function copyOf<V extends object, N extends Nodes>(
  form: Origin & { nodes(of: V): N } & Claims<V, View<N>, ViewsOf<NoInfer<N>>>,
): Copy<V, Claims<V, CommonView>>
export function copyOf(form: Copy<AnyGiven, AnyClaims>): Copy<AnyGiven, AnyClaims> {
  return form
}
