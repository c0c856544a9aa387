// What is wrong with the words and flags of `serve` and `call`: each mistake has one answer, before
// anything starts.

import { expect, test } from 'vitest'
import { plainPage } from '../reports/page.ts'
import { renderProblems } from '../reports/problems.ts'
import { Mistake } from '../sim/problem.ts'
import { parseArguments } from './arguments.ts'
import { call } from './call.ts'
import type { Context } from './context.ts'
import { serve } from './serve.ts'

const context: Context = {
  out: (text) => {
    throw new Error(`nothing is told: ${text}`)
  },
  note() {},
  document() {},
  ...{ page: plainPage, notePage: plainPage, live: false },
  ...{ env: {}, cwd: '/', name: 'worldline' },
}

async function mistakeOf(args: readonly string[]): Promise<string> {
  try {
    const parsed = await parseArguments(args, 'worldline')
    const code = await (parsed.command === 'call' ? call : serve)(parsed, context)
    return `it ended with ${code}`
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    return renderProblems(error.problems, error.exitCode, plainPage)
  }
}

test.each`
  args                                                                    | answer
  ${['serve']}                                                            | ${/serve which system\?/u}
  ${['serve', 'ack-rety']}                                                | ${/WL1002[^]*did you mean {3}worldline serve ack-retry \?/u}
  ${['serve', 'ack-retry:orignal']}                                       | ${/no variant called "orignal"[^]*ack-retry:original/u}
  ${['serve', 'ack-retry/reciever']}                                      | ${/no role called "reciever"[^]*ack-retry\/receiver/u}
  ${['serve', 'ack-retry/receiver', 'one']}                               | ${/"one" is no number of a receiver/u}
  ${['serve', 'ack-retry', '--scale', 'recever=2']}                       | ${/--scale receiver=2/u}
  ${['serve', 'ack-retry', '--scale', 'discovery=2']}                     | ${/--scale cannot be "discovery=2"/u}
  ${['serve', 'ack-retry', '--set', 'hartbeat=1s']}                       | ${/--set heartbeat=1s/u}
  ${['serve', 'ack-retry', '--port', '70000']}                            | ${/--port cannot be "70000"/u}
  ${['serve', 'ack-retry', '--set', 'heartbeat=0s']}                      | ${/heartbeat cannot be nothing/u}
  ${['serve', 'ack-retry', '--memory', '--data', 'x']}                    | ${/--data x keeps the stores and --memory keeps nothing/u}
  ${['serve', 'ack-retry/discovery', '2']}                                | ${/there is one discovery in a system, and no number 2/u}
  ${['serve', 'ack-retry/receiver', '--discovery', 'http://a:b@x']}       | ${/--discovery cannot be/u}
  ${['serve', 'ack-retry/receiver', '--discovery', 'http://x:0']}         | ${/--discovery cannot be/u}
  ${['serve', 'ack-retry/receiver', '--memory', '--host', '203.0.113.9']} | ${/port 0 of 203.0.113.9 is not of this machine[^]*listen on loopback/u}
  ${['serve', 'ack-retry', '--discovery', 'http://x']}                    | ${/--discovery is for one node alone/u}
  ${['serve', 'ack-retry/receiver', '--discovery', 'ftp://x']}            | ${/--discovery cannot be "ftp:\/\/x"/u}
  ${['serve', 'ack-retry/receiver', '--listen', 'nowhere']}               | ${/--listen cannot be "nowhere"/u}
  ${['serve', 'ack-retry/receiver', '--advertise', 'a b']}                | ${/"a b" is no name of a host/u}
  ${['serve', 'ack-retry', '--data', '/dev/null']}                        | ${/WL5007: the data folder \S+ cannot be used: it is a file/u}
  ${['serve', 'ack-retry/client', '--every', 'often']}                    | ${/--every cannot be "often"/u}
  ${['serve', 'ack-retry', '-f', 'partition receiver1 | receiver2']}      | ${/WL3005: "partition" cannot be made while a system serves/u}
  ${['serve', 'ack-retry', '-f', 'drop 5% kind akc']}                     | ${/WL3\d+[^]*ack/u}
  ${['serve', 'ack-retry:original', '-f', 'drop 5%']}                     | ${/WL3003/u}
  ${['call', 'ack-retry']}                                                | ${/call ack-retry needs an operation[^]*list[^]*send/u}
  ${['call', 'ack-retry', 'lst']}                                         | ${/did you mean[^]*call ack-retry list/u}
  ${['call', 'ack-retry', 'send']}                                        | ${/send <id\|number\|any> \[text\]/u}
  ${['call', 'ack-retry', 'send', '1', '--count', '0']}                   | ${/--count cannot be "0"/u}
  ${['call', 'ack-retry', 'send', '1', '--within', 'forever']}            | ${/--within cannot be "forever"/u}
  ${['call', 'ack-retry/receiver', 'list']}                               | ${/call takes a system/u}
  ${['call', 'ack-retry', 'list', '--at', 'http://x/y']}                  | ${/--at cannot be "http:\/\/x\/y"/u}
  ${['serve', 'ack-retry', '--seed', 'x']}                                | ${/--seed cannot be "x"/u}
`('$args', async ({ args, answer }) => {
  const said = await mistakeOf(args)
  expect(said).toMatch(answer)
  expect(said).toMatch(/ {2}exit 2\n$/u)
  expect(said.trimEnd().split('\n').length).toBeLessThanOrEqual(12)
})
