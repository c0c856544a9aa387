// What the codes of anomalies are called. The sentence of a failure says what happened; this says
// what kind of thing it is, in the field's words.

const names: Readonly<Record<string, string>> = {
  WL2001: 'a lost update',
  WL2002: 'an acknowledged write lost',
  WL2003: 'a stale read',
  WL2004: 'a non-monotonic read',
  WL2005: 'a phantom value',
  WL2006: 'a duplicate effect',
  WL2007: 'a split brain',
  WL2008: 'logs that diverge',
  WL2009: 'replicas that never converge',
  WL2010: 'a message delivered twice or never',
  WL2011: 'an order violated',
  WL2012: 'stuck: no progress',
  WL2013: 'a threshold missed',
  WL2014: 'an unhandled error in an actor',
  WL2099: "the scenario's own invariant broken",
}

/** `a duplicate effect (WL2006)`; an unknown code stands alone. */
export function anomaly(code: string): string {
  const name = names[code]
  return name === undefined ? code : `${name} (${code})`
}
