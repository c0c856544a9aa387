// Flags about how a result is told: verdicts, documents, files, colour.

import { all, type Flag, judged, simulated } from './flag.ts'

/** In the order in which help lists them. */
export const toldFlags: readonly Flag[] = [
  {
    name: 'strict',
    of: [...judged, 'cases', 'check'],
    about: 'INCONCLUSIVE and goals never seen fail (exit 1)',
  },
  {
    name: 'json',
    takes: 'text?',
    choices: ['document', 'stream'],
    like: 'stream',
    of: [...judged, 'compare', 'cases', 'shrink', 'explain', 'doctor', 'list', 'call', 'check'],
    about: 'one JSON document on stdout and nothing else (=stream: one a line)',
  },
  {
    name: 'reporter',
    takes: 'text',
    many: true,
    like: 'NAME[=PATH]',
    of: simulated,
    about: 'pretty, line, json, junit, github, md, tap or quiet, to stdout or a file; repeatable',
  },
  {
    name: 'report',
    takes: 'text?',
    like: 'PATH',
    next: /\.html?$/u,
    of: [...simulated, 'check'],
    about:
      'a page of the failing run, or of the judged histories (default .worldline/last/report.html)',
  },
  {
    name: 'open',
    of: [...simulated, 'report', 'check'],
    about: 'opens the page in a browser, on a terminal',
  },
  {
    name: 'report-size',
    takes: 'text',
    choices: ['usual', 'all'],
    like: 'all',
    of: [...simulated, 'report'],
    about: 'all: the page leaves out nothing, however long the run',
  },
  {
    name: 'format',
    takes: 'text',
    many: true,
    like: 'NAME',
    of: ['report', 'check'],
    about:
      'report: html (the default), md, junit, json, perfetto, shiviz, mermaid, edn, worldline, jepsen-log, porcupine-kv, svg; several with commas. check: jepsen-log, jepsen-edn, porcupine-kv, worldline (default: as it looks)',
  },
  {
    name: 'out',
    takes: 'text',
    like: 'PATH|-',
    of: ['report'],
    about: 'the file, or the folder of several; - is standard output (usual for text)',
  },
  { name: 'quiet', short: 'q', of: [...judged, 'cases', 'check'], about: 'the verdict only' },
  {
    name: 'verbose',
    short: 'v',
    of: ['run', 'explore', 'real', 'serve'],
    many: true,
    about: 'every operation, and what does not matter with its count; -vv every event',
  },
  {
    name: 'color',
    takes: 'text',
    choices: ['auto', 'always', 'never'],
    like: 'auto|always|never',
    of: all,
    about: 'colour (then WORLDLINE_COLOR, NO_COLOR, FORCE_COLOR, the terminal)',
  },
  { name: 'no-color', of: all, hidden: true, about: 'as --color never' },
  { name: 'ascii', of: all, about: 'no character beyond ASCII' },
  { name: 'width', takes: 'text', like: 'N', of: all, about: 'columns of a line (40 to 100)' },
  { name: 'no-timing', of: all, about: 'leave out wall times: the same bytes every time' },
]
