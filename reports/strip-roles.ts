// What a node was, as cells of the strip: the last digit of the term that it led, `?` while it stood
// for election, a dot while it followed, `!` from when it was out. Of several in one column the strongest is shown, of several
// terms the last.

import type { NodeRoles, RoleSpell, Standing } from '../sim/role-view.ts'
import type { Glyphs } from './page.ts'

const strength: Readonly<Record<Standing, number>> = { follows: 0, out: 1, stands: 2, leads: 3 }

/** Cells of one node; blank where it was nothing. @param cellAt the column of an instant */
export function roleCells(
  spells: readonly RoleSpell[],
  wide: number,
  cellAt: (time: number) => number,
  glyphs: Glyphs,
): string[] {
  const cells = new Array<string>(wide).fill(' ')
  const shown = new Array<number>(wide).fill(-1)
  for (const spell of spells) {
    const strong = strength[spell.standing]
    // What ends where a column begins is not in it.
    const to = cellAt(Math.max(spell.from, spell.to - 1))
    for (let at = cellAt(spell.from); at <= to; at += 1) {
      if (strong < (shown[at] ?? 0)) continue
      cells[at] = cellOf(spell, glyphs)
      shown[at] = strong
    }
  }
  return cells
}

function cellOf({ standing, term }: RoleSpell, glyphs: Glyphs): string {
  if (standing === 'follows') return glyphs.up
  if (standing === 'stands') return glyphs.unsure
  if (standing === 'out') return glyphs.never
  return term === null ? glyphs.leads : String(term % 10)
}

/**
 * What the cells of these nodes mean, in the words of their views.
 * @param seen cells that there are: nothing else is explained
 */
export function roleLegend(
  nodes: readonly NodeRoles[],
  seen: ReadonlySet<string>,
  glyphs: Glyphs,
): string[] {
  const spells = nodes.flatMap((node) => node.spells)
  const led = spells.filter(({ standing }) => standing === 'leads')
  const words: string[] = []
  if (led.some(({ term }) => term !== null)) {
    const long = led.some(({ term }) => term !== null && term > 9)
    const digit = long ? `${namesOf(led)}, last digit of its term` : `${namesOf(led)} of that term`
    words.push(`digit = ${digit}`)
  }
  const says = (glyph: string, some: readonly RoleSpell[]): void => {
    if (some.length > 0 && seen.has(glyph)) words.push(`${glyph} = ${namesOf(some)}`)
  }
  says(
    glyphs.leads,
    led.filter(({ term }) => term === null),
  )
  says(
    glyphs.unsure,
    spells.filter(({ standing }) => standing === 'stands'),
  )
  says(
    glyphs.up,
    spells.filter(({ standing }) => standing === 'follows'),
  )
  says(
    glyphs.never,
    spells.filter(({ standing }) => standing === 'out'),
  )
  return words
}

const namesOf = (spells: readonly RoleSpell[]): string =>
  [...new Set(spells.map(({ name }) => name))].join(' or ')
