// The formats of a report: what each is called, how its file ends, and who renders it. Renderers are
// loaded when one is wanted: a page of HTML is not read to print a line.

import type { Report } from '../sim/report.ts'

/** A format of a report. */
export interface Format {
  readonly name: string
  /** of its files, without the dot */
  readonly ending: string
  /** for people on a terminal and for pipes; otherwise it is written to a file unless told else */
  readonly spoken: boolean
  /** @param all leaves nothing out, however long it gets */
  readonly render: (report: Report, all: boolean) => Promise<string>
}

const junit = async (report: Report): Promise<string> =>
  (await import('../reports/export-junit.ts')).renderJunit([report])

/** In the order in which help names them. */
export const formats: readonly Format[] = [
  {
    ...{ name: 'html', ending: 'html', spoken: false },
    render: async (report, all) => {
      const { renderHtml } = await import('../reports/html.ts')
      return all ? renderHtml(report, Number.POSITIVE_INFINITY) : renderHtml(report)
    },
  },
  {
    ...{ name: 'md', ending: 'md', spoken: true },
    render: async (report) => (await import('../reports/export-md.ts')).renderMarkdown(report),
  },
  { ...{ name: 'junit', ending: 'xml', spoken: true }, render: junit },
  {
    ...{ name: 'json', ending: 'json', spoken: true },
    render: async (report) => (await import('../reports/export-json.ts')).renderJson(report),
  },
  {
    ...{ name: 'perfetto', ending: 'perfetto.json', spoken: true },
    render: async (report) =>
      (await import('../reports/export-perfetto.ts')).renderPerfetto(report),
  },
  {
    ...{ name: 'shiviz', ending: 'shiviz.log', spoken: true },
    render: async (report) => (await import('../reports/export-shiviz.ts')).renderShiviz(report),
  },
  {
    ...{ name: 'mermaid', ending: 'mmd', spoken: true },
    render: async (report) => (await import('../reports/export-mermaid.ts')).renderMermaid(report),
  },
  {
    ...{ name: 'edn', ending: 'edn', spoken: true },
    render: async (report) => (await import('../reports/export-edn.ts')).renderEdn(report),
  },
  {
    ...{ name: 'worldline', ending: 'history.jsonl', spoken: true },
    render: async (report) => (await import('../reports/export-history.ts')).renderHistory(report),
  },
  {
    ...{ name: 'jepsen-log', ending: 'jepsen.log', spoken: true },
    render: async (report) =>
      (await import('../reports/export-porcupine.ts')).renderJepsenLog(report),
  },
  {
    ...{ name: 'porcupine-kv', ending: 'porcupine.txt', spoken: true },
    render: async (report) =>
      (await import('../reports/export-porcupine.ts')).renderPorcupineKv(report),
  },
  {
    ...{ name: 'svg', ending: 'svg', spoken: false },
    render: async (report) => (await import('../reports/svg.ts')).renderSvg(report, 'auto'),
  },
]
