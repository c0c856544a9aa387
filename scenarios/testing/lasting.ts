// A list that is always as it is now: a body takes the history once, at its beginning, and looks at
// it after it has driven its world. It fills itself when it is looked at.

/**
 * @param read the list as it is now
 * @param version changes when the list may have changed
 */
export function lasting<T extends object>(
  read: () => readonly T[],
  version: () => number,
): readonly T[] {
  const list: T[] = []
  let seen = -1
  const now = (): T[] => {
    const at = version()
    if (at !== seen) {
      list.splice(0, list.length, ...read())
      seen = at
    }
    return list
  }
  const proxy = new Proxy(list, {
    get: (_list, property, self): unknown => Reflect.get(now(), property, self),
    has: (_list, property) => Reflect.has(now(), property),
    ownKeys: () => Reflect.ownKeys(now()),
    getOwnPropertyDescriptor: (_list, property) =>
      Reflect.getOwnPropertyDescriptor(now(), property),
    set: () => false,
    deleteProperty: () => false,
    defineProperty: () => false,
  })
  lastings.add(proxy)
  return proxy
}

const lastings = new WeakSet<object>()

/** Whether a list is of a run that is still going on. */
export const isLasting = (list: object): boolean => lastings.has(list)
