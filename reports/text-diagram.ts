// The text diagram of a report, for documents that hold it as a block of text.

import type { Report } from '../sim/report.ts'
import { diagram } from './diagram.ts'
import type { Page } from './page.ts'
import { story } from './story.ts'

/**
 * Lines without line breaks; none for a run without a failure or without its events.
 * @param room how many events at most
 */
export function textDiagram({ run, failure }: Report, room: number, page: Page): string[] {
  if (run.trace === null || failure === null) return []
  return diagram(story(run.trace, failure.failure, room), run.trace, page)
}
