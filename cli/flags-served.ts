// Flags about the real world: carriers, addresses, stores, requests.

import { carriers } from '../adapters/address.ts'
import type { Flag } from './flag.ts'

/** In the order in which help lists them. */
export const servedFlags: readonly Flag[] = [
  {
    name: 'via',
    takes: 'text',
    choices: carriers,
    like: carriers.join('|'),
    of: ['real'],
    about: 'what carries the messages (default tcp)',
  },
  {
    name: 'rate',
    takes: 'text',
    like: 'N',
    of: ['real'],
    about: 'operations a second over all clients (default: as the scenario says; drawn, 250)',
  },
  {
    name: 'port',
    takes: 'text',
    like: 'N',
    of: ['real', 'serve'],
    about: 'first of the ports, 0 any free one (serve: what callers know, default 5000)',
  },
  {
    name: 'at',
    takes: 'text',
    like: '1.5s|URL',
    of: ['replay', 'call'],
    about:
      'replay: goes on from the standstill nearest to it (default: the last); call: whom to ask (default: http://127.0.0.1:5000)',
  },
  {
    name: 'scale',
    takes: 'text',
    many: true,
    like: 'ROLE=N',
    of: ['serve'],
    about: 'how many of a role: --scale receiver=5 --scale client=10',
  },
  {
    name: 'listen',
    takes: 'text',
    like: 'HOST:PORT',
    of: ['serve'],
    about: 'where one node listens (default: both loopbacks)',
  },
  {
    name: 'host',
    takes: 'text',
    like: 'ADDRESS',
    of: ['serve'],
    about: 'binds there instead of loopback: 0.0.0.0 is everywhere',
  },
  {
    name: 'advertise',
    takes: 'text',
    like: 'HOST',
    of: ['serve'],
    about: 'the name under which others reach it (default: what it binds, or the hostname)',
  },
  {
    name: 'discovery',
    takes: 'text',
    like: 'URL',
    of: ['serve'],
    about: 'where discovery is, for one node (default: http://127.0.0.1:5000)',
  },
  {
    name: 'every',
    takes: 'text',
    like: '5s',
    of: ['serve'],
    about: 'how often a client sends a letter',
  },
  {
    name: 'data',
    takes: 'text',
    like: 'DIR',
    of: ['serve'],
    about: 'keeps the stores there (default: a fresh folder under .worldline/runs)',
  },
  { name: 'memory', of: ['serve'], about: 'keeps nothing' },
  {
    name: 'count',
    takes: 'text',
    like: 'N',
    of: ['call'],
    about: 'so many requests, one after the other',
  },
  {
    name: 'within',
    takes: 'text',
    like: '30s',
    of: ['call'],
    about: 'how long to wait for an answer',
  },
]
