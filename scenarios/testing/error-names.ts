// Names of the errors that a test runner prints first, one for each kind of anomaly.

const names: Readonly<Record<string, string>> = {
  WL2001: 'LostUpdateError',
  WL2002: 'LostAckError',
  WL2003: 'StaleReadError',
  WL2004: 'NonMonotonicReadError',
  WL2005: 'PhantomValueError',
  WL2006: 'DuplicateEffectError',
  WL2007: 'SplitBrainError',
  WL2008: 'DivergedLogsError',
  WL2009: 'ConvergenceError',
  WL2010: 'DeliveryError',
  WL2011: 'OrderError',
  WL2012: 'StuckError',
  WL2013: 'ThresholdError',
  WL2014: 'ActorError',
}

/** `DuplicateEffectError`; an invariant of the scenario's own is an InvariantError. */
export const nameOfCode = (code: string): string => names[code] ?? 'InvariantError'
