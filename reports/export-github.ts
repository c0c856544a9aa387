// Annotations of a GitHub workflow: one line a cause, on the guilty line where it is known. GitHub
// keeps ten of a kind for each step, so the ninth here says how many more there are.

import { codeTold } from './codes.ts'
import { type CauseOfResult, guiltyPlace, type ResultTold } from './result.ts'
import { inUnits } from './words.ts'

const annotationsMax = 8

/** Where a file of a report stands in the repository; null: it is not of the repository. */
export type FileOf = (file: string) => string | null

/** Workflow commands, one a line; none where nothing is to be told. */
export function renderAnnotations(results: readonly ResultTold[], fileOf: FileOf): string {
  const causes = results.flatMap((one) => one.causes)
  const lines = causes.slice(0, annotationsMax).map((cause) => annotation(cause, fileOf))
  const more = causes.length - lines.length
  if (more > 0) {
    const title = 'worldline, further causes'
    const said = `${more} further ${more === 1 ? 'cause has' : 'causes have'} no annotation: GitHub keeps ten a step.`
    lines.push(command('error', { title }, said))
  }
  const open = results.filter((one) => one.verdict === 'inconclusive').slice(0, annotationsMax)
  for (const { name, unjudged, replay } of open) {
    const said = `${unjudged ?? 'nothing could be judged'}\n${replay}`
    lines.push(command('warning', { title: `worldline INCONCLUSIVE ${name}` }, said))
  }
  return lines.map((line) => `${line}\n`).join('')
}

function annotation(cause: CauseOfResult, fileOf: FileOf): string {
  const place = guiltyPlace(cause.report)
  const file = place === null ? null : fileOf(place.file)
  const many = cause.seeds === 1 ? '' : ` (${inUnits(cause.seeds, cause.unit)} fail so)`
  const name = codeTold(cause.code)?.name ?? null
  return command(
    'error',
    {
      ...(place === null || file === null ? {} : { file, line: String(place.line) }),
      title: `worldline ${cause.code}${name === null ? '' : ` ${name.replace(/^an? /u, '')}`}`,
    },
    `${cause.sentence}\n${cause.property} · ${cause.coordinate}${many}\n${cause.replay}`,
  )
}

function command(
  kind: 'error' | 'warning',
  properties: Readonly<Record<string, string>>,
  message: string,
): string {
  const said = Object.entries(properties).map(([name, value]) => `${name}=${ofProperty(value)}`)
  return `::${kind} ${said.join(',')}::${ofMessage(message)}`
}

const ofMessage = (text: string): string =>
  calm(text).replaceAll('%', '%25').replaceAll('\n', '%0A')

const ofProperty = (text: string): string =>
  ofMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** A line that begins with `::` would be a command of its own; what moves a terminal is gone. */
const calm = (text: string): string => text.replace(/\r\n?/gu, '\n').replace(moving, ' ')

// oxlint-disable-next-line no-control-regex -- these are what must not reach a log
const moving = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/gu
