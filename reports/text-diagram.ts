// The text diagram of a report, for documents that hold it as a block of text.

import type { Report } from '../sim/report.ts'
import { diagram } from './diagram.ts'
import type { Page } from './page.ts'

/**
 * Lines without line breaks; none for a run without a failure or without its events.
 * @param room how many events at most
 */
export const textDiagram = (report: Report, room: number, page: Page): readonly string[] =>
  diagram(report, room + 1, page).lines
