// Codes WL5xxx: processes, ports, folders and packages of this machine, and the network as it is.

import type { CodeTold } from './code-told.ts'

const about = { subject: 'the real world', rulesOut: null, cure: null } as const

export const realCodes: readonly CodeTold[] = [
  {
    ...about,
    code: 'WL5001',
    name: 'nobody answers',
    what: 'A node needs another program that does not answer, or that is something else.',
    detected: 'by asking it, again and again: the node waits and goes on when somebody answers',
    example: [
      '  WL5001 no discovery answers at http://127.0.0.1:5000: connection refused. Waiting.',
      '    start one   worldline serve ack-retry/discovery --port 5000',
    ],
    causes: ['it is not started yet', 'another port or host', 'something else has that port'],
    mend: 'Start it with the command that is printed; the order does not matter.',
  },
  {
    ...about,
    code: 'WL5002',
    name: 'a port or address that cannot be had',
    what: 'A node cannot listen where it should: the port is taken or the address is not of here.',
    detected: 'by listening, before anything else is started',
    example: [
      '  error WL5002: port 5000 of 127.0.0.1 is taken, so discovery cannot listen there.',
      "    see who has it   ss -ltnp 'sport = :5000'",
      '    take any other   leave --port out',
    ],
    causes: ['another process has it, perhaps an earlier run', 'a port below 1024', 'a host name'],
    mend: 'Stop the other one or take another port; --port 0 is any free one.',
  },
  {
    ...about,
    code: 'WL5003',
    name: 'a node that did not become ready',
    what: 'A process of a real run or a served system ended, or stayed silent, before it was ready.',
    detected: 'by the command that started it; every other process is ended too',
    example: [
      '  error WL5003: receiver1 did not become ready: it ended with code 1.',
      "    Error: Cannot find module 'left-pad'",
      '    its output     .worldline/runs/2026-11-21T05-12-44/receiver1.log',
    ],
    causes: ['an error while it starts', 'a machine that is too busy', 'a package that is missing'],
    mend: 'Read the end of its output, whose file is named.',
  },
  {
    ...about,
    code: 'WL5004',
    name: 'a simulation kinder than the network',
    what: 'Something measured in a real run is worse than anything that the simulation can do.',
    detected: 'after a real run, by simulating the same calls and faults under several seeds',
    example: [
      '    ! delay p99      14 ms      8 ms',
      '    ! WL5004 the simulation is kinder than the network: delays reach 14 ms, and the',
      '      scenario has at most 8 ms',
    ],
    causes: ['a latency or loss in the scenario that is too optimistic', 'a machine under load'],
    mend: 'Widen network.latency in the scenario or add a fault; worldline replay shows a fit.',
  },
  {
    ...about,
    code: 'WL5007',
    name: 'a folder of data that cannot be used',
    what: 'The tables of a node are damaged, somebody else’s, in use, or cannot be written.',
    detected: 'when the folder is opened, by checking every row, and at each write',
    example: [
      '  error WL5007: receiver1 cannot use its tables in ./data: another process has it open.',
      '    stop the other one, or give this one a folder of its own',
    ],
    causes: [
      'two processes and one folder',
      'a full disk',
      'files of another system',
      'lost rights',
    ],
    mend: 'Nothing in it was changed: make room, stop the other, or start with a fresh folder.',
  },
  {
    ...about,
    code: 'WL5008',
    name: 'a package that is not installed',
    what: 'This command needs a package that is optional and is not there.',
    detected: 'when the package is loaded, which is when it is needed',
    example: [
      '  error WL5008: @grpc/grpc-js is not installed; it carries messages over gRPC.',
      '    install it   npm install @grpc/grpc-js@1.14.7',
    ],
    causes: ['an installation without optional packages'],
    mend: 'Install it with the command that is printed; worldline doctor lists them all.',
  },
]
