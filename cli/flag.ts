// What a flag is, as data, and which commands take flags. The flags themselves stand by what they are
// about: flags-worlds.ts, flags-served.ts, flags-explain.ts and so on.

export type CommandName =
  | 'run'
  | 'explore'
  | 'list'
  | 'demo'
  | 'real'
  | 'replay'
  | 'compare'
  | 'cases'
  | 'report'
  | 'shrink'
  | 'explain'
  | 'doctor'
  | 'serve'
  | 'call'
  | 'check'
  | 'new'
  | 'init'
  | 'completion'

export interface Flag {
  readonly name: string
  readonly short?: string
  /** what stands after it; absent: nothing does. `text?` may be left out */
  readonly takes?: 'text' | 'text?'
  /** of `text?`: a word that stands apart is its value if it looks like this */
  readonly next?: RegExp
  /** the same flag may stand several times */
  readonly many?: true
  readonly choices?: readonly string[]
  /** what a value looks like, for the help */
  readonly like?: string
  readonly about: string
  readonly of: readonly CommandName[]
  readonly hidden?: true
}

/** Every command. */
export const all: readonly CommandName[] = [
  'run',
  'explore',
  'list',
  'demo',
  'real',
  'replay',
  'compare',
  'cases',
  'report',
  'shrink',
  'explain',
  'doctor',
  'serve',
  'call',
  'check',
  'new',
  'init',
  'completion',
]
/** Those that make or watch a world. */
export const worlds: readonly CommandName[] = ['run', 'explore', 'real']
/** Those that run it in simulation alone. */
export const simulated: readonly CommandName[] = ['run', 'explore']
/** Those that end in a verdict. */
export const judged: readonly CommandName[] = ['run', 'explore', 'real', 'replay']
