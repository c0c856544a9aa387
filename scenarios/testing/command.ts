// Commands to paste into a shell.

/** A test's name as `-t` takes it: the words of all suites around it, as a pattern that means them. */
export function quotedName(name: string): string {
  const words = name.replaceAll(' > ', ' ').replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&')
  return `'${words.replaceAll("'", "'\\''")}'`
}
