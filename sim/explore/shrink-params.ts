// Parameters as the scenario has them by default; those with choices at the simplest that does.

import type { Search } from './shrink-search.ts'

/** All at once, then one by one. */
export function dullerParams(search: Search): void {
  const names = Object.keys(search.current.params)
  if (names.length === 0) return
  if (names.length > 1 && search.change({ params: {} })) return
  for (const name of names) {
    const { [name]: text = '', ...others } = search.current.params
    if (search.change({ params: others })) continue
    for (const simpler of search.subject.simpler(name, text)) {
      if (search.change({ params: { ...search.current.params, [name]: simpler } })) break
    }
  }
}
