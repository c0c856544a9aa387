// The bugs that are planted in the judges of linearizability: each is a mistake that such a checker has
// had or could have. What behaves like the original is not among them.

import { type Mutant, within } from './judge-mutant.ts'
import { searchMutants } from './judge-mutants-searches.ts'

const normalForm = [
  ...within(
    'linearizability/part',
    {
      name: 'intervals that touch do not overlap',
      old: 'pending.firstEnd < start',
      new: 'pending.firstEnd <= start',
    },
    {
      name: 'the last answer of an object is not seen',
      old: 'isOpen[at] === 0 && end',
      new: 'isOpen[at] === 0 && one < size - 1 && end',
    },
    { name: 'what failed happened', old: "said === 'failed'", new: "said === 'fails'" },
    { name: 'an open operation did not happen', old: 'isOpen[place] = 1;', new: 'continue;' },
    {
      name: 'an operation that nobody knows of certainly happened',
      old: 'isOpen[place] = 1;',
      new: 'isOpen[place] = 0;',
    },
    {
      name: 'all keys are one object',
      old: 'partition === undefined ? null : partition(operation.call)',
      new: 'null',
    },
  ),
  ...within('linearizability/pending', {
    name: 'what ends last is on top',
    old: 'if (other < end ||',
    new: 'if (other > end ||',
  }),
  ...within('linearizable', {
    name: 'one object of several is never judged',
    old: 'return partsOf(history, narrow).map(',
    new: 'return partsOf(history, narrow).filter((_, at) => at !== 1).map(',
  }),
  ...within('models/register', {
    name: 'a compare-and-set that said no tells nothing',
    old: "found === null ? { kind: 'not', value: from }",
    new: "found === null ? { kind: 'nothing' }",
  }),
]

const zones = [
  ...within(
    'linearizability/zones',
    { name: 'a forward zone ends where it begins', old: 'until = last;', new: 'until = end;' },
    { name: 'backward zones are forward ones', old: 'if (end < last) {', new: 'if (end > last) {' },
    {
      name: 'the initial value has no zone',
      old: 'began[size] === -1 ? -1 : call[began[size]]',
      new: '-1',
    },
    {
      name: 'readers with several writers are forgotten',
      old: 'resolution.readers.length > 0 || !resolution.complete',
      new: 'false',
    },
    { name: 'a version is left out of the order', old: 'if (version !== size)', new: 'if (false)' },
  ),
  ...within(
    'linearizability/chains',
    { name: 'a chain without its order', old: 'if (end < lastCall)', new: 'if (false)' },
    { name: 'readers in a chain without their order', old: 'if (end < before)', new: 'if (false)' },
    {
      name: 'two updates of one version',
      old: "if (other !== -1)\n            return { kind: 'twice'",
      new: "if (other !== -1)\n            continue;\n        if (false)\n            return { kind: 'twice'",
    },
    { name: 'updates in a ring', old: 'return left === 0 ?', new: 'return left >= 0 ?' },
    {
      name: 'readers are no part of a block',
      old: 'if (call[one] > lastCall) {',
      new: 'if (false) {',
    },
    { name: 'backward zones stand at their end', old: 'firstEnd < lastCall ?', new: 'true ?' },
  ),
  ...within(
    'linearizability/lookers',
    { name: 'a negative observation is ignored', old: 'values[gap] === not ||', new: 'false ||' },
    {
      name: 'a negative observation after what follows it',
      old: 'const end = until[event];',
      new: 'const end = order.length;',
    },
    {
      name: 'a negative observation before what precedes it',
      old: 'if (place[~event] > from)',
      new: 'if (false)',
    },
  ),
]

const inference = [
  ...within(
    'linearizability/reads-from',
    {
      name: 'the initial value is forgotten',
      old: 'value === 0 && latest === -1 ? 1 : 0',
      new: '0',
    },

    {
      name: 'one writer is enough',
      old: 'if (look.count > 1)\n                return;',
      new: 'if (look.count > 0)\n                return;',
    },
    {
      name: 'what is overwritten is told by its call',
      old: 'ret[one] < horizon',
      new: 'call[one] < horizon',
    },
  ),
  ...within(
    'linearizability/sweep',
    {
      name: 'an open write has no readers',
      old: 'fates[one] === fate.in || fates[one] === fate.optional',
      new: 'fates[one] === fate.in',
    },
    {
      name: 'what is overwritten is told by the latest call of all',
      old: 'over[one] = latest;',
      new: 'over[one] = latest; if (isWriter && ret[one] < 1e9) latest = one;',
    },
  ),
  ...within(
    'linearizability/fates',
    {
      name: 'need does not pass through open updates',
      old: 'if (kind[one] === access.update)\n                find(from[one]);',
      new: ';',
    },
    {
      name: 'negative observations need no open write',
      old: 'fates[one] = fates[one] || fate.spare;',
      new: ';',
    },
  ),
  ...within(
    'linearizability/tighten',

    {
      name: 'a writer ends when its reader begins',
      old: 'ret[set] = ret[one];',
      new: 'ret[set] = call[one];',
    },
  ),
]

export const judgeMutants: readonly Mutant[] = [
  ...normalForm,
  ...zones,
  ...inference,
  ...searchMutants,
]
