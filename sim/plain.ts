// Plain values: what State, messages, timers and tables are made of, and everything that is done
// with them by structure. One door; each act stands in a file of its own.

export { firstNotPlain } from './plain-check.ts'
export { decode, encode, sizeOf } from './plain-codec.ts'
export type { Decoded } from './plain-codec.ts'
export { copy, equal, retain } from './plain-copy.ts'
export { brokenSeal, freeze, isFrozenDeep, seal } from './plain-freeze.ts'
export type { Seal } from './plain-freeze.ts'
export { hashPlain, hashText } from './plain-hash.ts'
export { fromJson, toJson } from './plain-json.ts'
export type { FromJson, Json } from './plain-json.ts'
export { compareKeys, compareScalars, inOrder, keyProblem } from './plain-key.ts'
export { text } from './plain-text.ts'
export { depthMax, isList, isMap, isRecord, isSet, isBytes } from './plain-value.ts'
export type { Plain, Scalar } from './plain-value.ts'
