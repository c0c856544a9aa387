// docs/codes.md is written from the registry of codes. This test fails when the page is stale;
// `npx vitest run docs -u` writes it anew.

import { expect, test } from 'vitest'
import type { CodeTold, Subject } from '../reports/code-told.ts'
import { codes } from '../reports/codes.ts'

const intros: Readonly<Record<Subject, string>> = {
  'names, flags and files': 'Nothing was run: the command ends with exit 2.',
  anomalies: 'What a run was found to do: the command ends with exit 1.',
  'faults and thresholds': 'What cannot be meant so: the command ends with exit 2.',
  determinism: 'A run that cannot be repeated is no evidence: the command ends with exit 4.',
  'the real world': 'Ports, processes, peers and recordings.',
}

function page(): string {
  const lines = [
    '# Codes',
    '',
    '<!-- Written from reports/codes.ts by docs/codes.test.ts: do not edit. -->',
    '',
    '`worldline explain WL2006` tells any of these on a terminal.',
  ]
  for (const subject of subjects) {
    lines.push('', `## ${subject[0]?.toUpperCase()}${subject.slice(1)}`, '', intros[subject])
    for (const told of codes.filter((one) => one.subject === subject)) lines.push(...rows(told))
  }
  return `${lines.join('\n')}\n`
}

const subjects = Object.keys(intros).filter((one): one is Subject => one in intros)

function rows(told: CodeTold): string[] {
  const lines = [
    '',
    `### ${told.code}: ${told.name}`,
    '',
    told.what,
    '',
    `Seen so: ${told.detected}`,
  ]
  lines.push('', '```text', ...told.example, '```', '', `To do: ${told.mend}`)
  if (told.rulesOut !== null) lines.push('', `A pass rules out: ${told.rulesOut}`)
  if (told.causes.length > 0) {
    lines.push('', 'Usual causes:', '', ...told.causes.map((one) => `- ${one}`))
  }
  if (told.cure !== null) lines.push('', `Common cure: ${told.cure}`)
  return lines
}

test('docs/codes.md says what the registry says', async () => {
  await expect(page()).toMatchFileSnapshot('./codes.md')
})

test('every code has its place on the page', () => {
  for (const { subject } of codes) expect(subjects).toContain(subject)
})
