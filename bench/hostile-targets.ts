// Words of every command about failures that mean nothing: coordinates, thresholds, reporters, places
// to save to, what is to be explained, settings of the environment, names of new things.

import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Row } from './hostile-siege.ts'
import { caseFile, type Files, toy, toyCase } from './hostile-toys.ts'
import { type Trial, tryAll } from './hostile-trials.ts'

export async function besiegeTargets(cwd: string): Promise<readonly Row[]> {
  const text = await toyCase(cwd)
  const files = toy({}, { [caseFile]: text })
  const all = [...words.map((line) => refused(line, files)), ...environments, ...created, ...begun]
  return tryAll('the command line', cwd, all)
}

/** Words apart by spaces; `_` is a space in a word. */
const words: readonly string[] = [
  'run ack-retry@-1',
  'run ack-retry@4294967296',
  'run ack-retry@NaN',
  'run ack-retry@1e3',
  'run ack-retry@',
  'run ack-retry@@1',
  'run ack-retry@1/mni',
  'run ack-retry@5..1',
  'run ack-retry@1..4294967296',
  'run ack-retry:',
  'run :original',
  'run ack-retry:orignal:x',
  'run __proto__',
  'run ack-retry:constructor',
  'run',
  'run ack-retry --seed -1',
  'run ack-retry --seed 4294967296',
  'run ack-retry --seed 1.5',
  'run ack-retry --seed',
  'run ack-retry --seeds 0',
  'run ack-retry --seeds 9..1',
  'run ack-retry --bug forget-dedpu',
  'run ack-retry --until 5',
  'run ack-retry --until -1s',
  'run ack-retry --until 99999999999min',
  'run ack-retry --set recievers=3',
  'run ack-retry --set receivers',
  'run ack-retry --set __proto__=1',
  'run ack-retry --expect op.latency',
  'run ack-retry --expect op.latency_p99_<_fast',
  'run ack-retry --expect op.latency_p101_<_1ms',
  'run ack-retry --expect op.ok_rate_>=_101x',
  'run ack-retry --expect _',
  'run ack-retry --color mauve',
  'explore ack-retry --shrink-runs -1',
  'explore ack-retry --shrink-runs many',
  'explore ack-retry --shrink-time 30',
  'explore ack-retry --max-failures 0',
  'explore ack-retry --workers 0',
  'explore ack-retry --time forever',
  'explore ack-retry --reporter junit=',
  'explore ack-retry --reporter =x',
  'explore ack-retry --report=.',
  'run ack-retry:forget-dedup@1 --no-save --report=package.json/x.html',
  'explore ack-retry --save=package.json',
  'cases add ack-retry:forget-dedup@1 --shrink-runs none',
  'explore ack-retry --report-size most',
  'explore ack-retry --faults nope.txt',
  'explore ack-retry --strategy sideways',
  'replay counter#e99999',
  'replay counter/mni',
  'replay counter#fial',
  'replay counter#e0',
  'replay counter#t=soon',
  'replay counter --until e99999',
  'replay counter --until nonsense',
  'replay counter --state sever',
  'replay counter --break e99999',
  'replay counter --without f9',
  'replay counter --without x',
  'replay counter --with dorp_5%',
  'replay counter --drop e1',
  'replay counter --drop e99999',
  'replay counter --set cleints=3',
  'replay ack-retry:forget-dedup@1/b2',
  'replay /etc/passwd',
  'replay ../../../etc/passwd.case.json',
  'replay %00',
  'compare',
  'compare counter nothing',
  'compare counter counter counter',
  'compare ack-retry@1 counter/mni',
  'shrink',
  'shrink nothing@1',
  'shrink ack-retry',
  'report ack-retry@-1',
  'report counter --format',
  'report counter --format pdf',
  'report counter --out package.json/x.html',
  'report counter --out /dev/null/x',
  'report counter --format md,html --out package.json',
  'report counter --format svg,nope',
  'cases lsit',
  'cases verify nothing',
  'cases add',
  'cases add ack-retry@1',
  'cases add ack-retry:forget-dedup@99999999999',
  'cases refresh nothing',
  'explain WL9999',
  'explain WL20066',
  'explain partitoin',
  'explain counter#e99999',
  'explain counter#f9',
  'explain counter#x',
  'explain counter --why=e99999',
  'explain counter --why=Z',
  'explain counter --why=server.totla',
  'explain counter --why=sever.total',
  'explain counter --why-not',
  'explain counter --why-not nonsense',
  'explain counter --why-not sever_knows_x',
  'explain ack-retry:forget-dedup@1 --why-not acked#99_arrives',
  'explain counter --why-not Z_completes',
  'explain --plan nothing',
  'explain nothing --why',
  'explain exit-code',
  'doctor --determinism',
  'doctor --determinism nothing',
  'doctor --determinism ack-retry --seeds 0',
  'doctor --determinism ack-retry --node /bin/false',
  'doctor --determinism ack-retry --node /no/such/node',
  'doctor nonsense',
  'list nonsense',
  'new',
  'new x --template pubsbu',
  'new x --from-case nothing',
  'new x --template scenario --from-case ack-retry@1/mni',
  'init --ci gihub',
  'init nonsense',
  'completion klingon',
  'shirnk x',
  'run ack-retry --frobnicate',
  'run ack-retry \u001b[2J',
  'explain \u202eabc',
]

const refused = (line: string, files: Files): Trial => ({
  ...{ sent: JSON.stringify(line).slice(1, -1), files },
  words: line.split(' ').map((word) => word.replaceAll('_', word.includes('__') ? '_' : ' ')),
})

const set = (name: string, value: string, line: string, more: Partial<Trial> = {}): Trial => ({
  ...{ sent: `${name}=${JSON.stringify(value)} ${line}`, words: line.split(' ') },
  ...{ env: { [name]: value }, files: toy(), ...more },
})

const environments: readonly Trial[] = [
  set('WORLDLINE_SEED', 'x', 'run ack-retry', { says: /WORLDLINE_SEED/u }),
  set('WORLDLINE_SEED', '-1', 'run ack-retry', { says: /WORLDLINE_SEED/u }),
  set('WORLDLINE_SEED', '4294967296', 'run ack-retry', { says: /WORLDLINE_SEED/u }),
  set('WORLDLINE_WORKERS', 'many', 'explore ack-retry --seeds 10', { says: /WORLDLINE_WORKERS/u }),
  set('WORLDLINE_WORKERS', '0', 'explore ack-retry --seeds 10', { says: /WORLDLINE_WORKERS/u }),
  set('WORLDLINE_DIR', '/dev/null', 'explore ack-retry:forget-dedup --seeds 5 --no-save', {
    exits: [1, 2],
    says: /\/dev\/null/u,
  }),
  set('WORLDLINE_DIR', 'package.json', 'report', { exits: [2] }),
  set('WORLDLINE_NODES', '/bin/false', 'doctor --determinism ack-retry --seeds 2', {
    exits: [0, 2],
    says: /\/bin\/false/u,
  }),
  set('NODE_OPTIONS', '--stack-size=200', 'explain WL2006', { exits: [0, 9] }),
]

const long = 'x'.repeat(300)
const created: readonly Trial[] = [
  ...[
    '../x',
    '/etc/x',
    'con',
    'nul',
    'a b',
    'ünïcode',
    '',
    '.',
    '..',
    '-x',
    'node_modules',
    long,
    'x%00',
    'x/../../y',
    '\u001b[2J',
    'my_thing',
    '1st',
    'constructor',
    '__proto__',
  ].map(
    (name): Trial => ({
      ...{ sent: `new ${JSON.stringify(name.slice(0, 20))}`, files: {} },
      words: ['new', ...(name.startsWith('-') ? ['--'] : []), name],
      exits: /^(?:my_thing|1st|constructor|__proto__|a b)$/u.test(name) ? [0, 2] : [2],
      leaves: /^(?:my_thing|1st|constructor|__proto__)(?:\/|$)/u,
    }),
  ),
  {
    sent: 'new: a folder with files is there',
    words: ['new', 'there'],
    files: { 'there/src/client.ts': '' },
  },
  { sent: 'new: a file is there', words: ['new', 'there'], files: { there: '' } },
  {
    ...{ sent: 'new: a link that leads nowhere is there', words: ['new', 'there'] },
    prepare: (folder) => symlinkSync('/no/such/place', join(folder, 'there')),
  },
  {
    sent: 'new --force without a terminal',
    words: ['new', 'there', '--force'],
    files: { 'there/package.json': '{}' },
  },
  {
    sent: 'new test: for nothing',
    words: ['new', 'x', '--template', 'test'],
    files: {},
    exits: [0, 2],
    leaves: /./u,
  },
]

const begun: readonly Trial[] = [
  ...(
    ['{', '[]', 'null', '"x"', '\u0000', '{"dependencies": 7}', '{"devDependencies": []}'] as const
  ).map(
    (text): Trial => ({
      ...{
        sent: `init: package.json is ${JSON.stringify(text)}`,
        words: ['init'],
        files: { 'package.json': text },
      },
      says: /package\.json/u,
    }),
  ),
  {
    ...{ sent: 'init: .gitignore is a folder', words: ['init'], files: { '.gitignore/x': '' } },
    says: /\.gitignore/u,
  },
  {
    ...{ sent: 'init: .gitignore is a link to itself', words: ['init'], says: /\.gitignore/u },
    prepare: (folder) => symlinkSync('.gitignore', join(folder, '.gitignore')),
  },
  {
    ...{
      sent: 'init: .github is a file',
      words: ['init', '--ci', 'github'],
      files: { '.github': '' },
    },
    says: /\.github/u,
  },
  {
    ...{ sent: 'init: wl is a file', words: ['init'], files: { wl: '' }, says: /wl/u },
  },
  {
    ...{
      sent: 'init: package.json is a folder',
      words: ['init'],
      files: {},
      says: /package\.json/u,
    },
    prepare: (folder) => void mkdirSync(join(folder, 'sub', 'package.json'), { recursive: true }),
    exits: [0, 2],
    leaves: /./u,
  },
]
