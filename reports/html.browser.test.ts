// The page in a real browser with the network off: what it asks for, what it runs, whether it can be
// read by everybody, on every width and on paper. Skipped, with the reason, where there is no browser.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixtureOf } from '../scenarios/runner/report.suite.ts'
import type { Report } from '../sim/report.ts'
import { renderHtml } from './html.ts'
import { longReport, marksReport } from './marks.suite.ts'
import { renderSvg } from './svg.ts'

const executablePath = process.env['WORLDLINE_CHROMIUM'] ?? '/usr/bin/chromium'
const there = existsSync(executablePath)
const reason = there ? '' : ` (skipped: no browser at ${executablePath}; set WORLDLINE_CHROMIUM)`

const place = mkdtempSync(join(tmpdir(), 'worldline-page-'))
let browser: Browser | null = null

beforeAll(async () => {
  if (!there) return
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
})
afterAll(async () => {
  await browser?.close()
  rmSync(place, { recursive: true, force: true })
})

const evil = '<img src=x onerror="document.title=1"></script><script>document.title=2</script>'

const bug = (): Report => fixtureOf('ack-retry', 'forget-dedup').report

/** Every mark and every section. */
function everything(): Report {
  const [marks, facts] = [marksReport(), bug()]
  if (marks.failure === null || facts.failure === null) throw new Error('both fail')
  const { source, shrunk, cure, matters, irrelevant } = facts.failure
  return {
    ...marks,
    next: facts.next,
    run: { ...marks.run, findings: facts.run.findings, goals: facts.run.goals },
    failure: { ...marks.failure, source, shrunk, cure, matters, irrelevant },
  }
}

interface Found {
  readonly passes: readonly { readonly id: string }[]
  readonly violations: readonly {
    readonly id: string
    readonly impact: string
    readonly nodes: readonly { readonly html: string }[]
  }[]
}

const openAll = 'for (const one of document.querySelectorAll("details")) one.open = true'

function hostile(): Report {
  const report = marksReport()
  const { failure, run } = report
  if (failure === null) throw new Error('it fails')
  return {
    ...report,
    operations: report.operations.map((one) => ({ ...one, call: evil, result: evil })),
    faults: report.faults.map((one) => ({ ...one, words: evil, text: evil })),
    run: {
      ...run,
      trace: (run.trace ?? []).map((event) =>
        event.kind === 'note' ? { ...event, text: evil } : event,
      ),
    },
    failure: { ...failure, failure: { ...failure.failure, sentence: evil } },
  }
}

/** A page opened from disk with the network off, and every address that it asked for. */
async function opened(
  text: string,
  options: BrowserContextOptions = {},
  name: string = 'report.html',
): Promise<{ readonly page: Page; readonly asked: readonly string[] }> {
  if (browser === null) throw new Error('there is no browser')
  const path = join(place, name)
  writeFileSync(path, text)
  const context = await browser.newContext({
    ...{ offline: true, viewport: { width: 1440, height: 900 } },
    ...options,
  })
  const page = await context.newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(pathToFileURL(path).href)
  return { page, asked }
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

describe.skipIf(!there)(`the page in a browser${reason}`, () => {
  test('asks for itself and nothing else, and reads the same without scripts', async () => {
    const { page, asked } = await opened(renderHtml(bug()), { javaScriptEnabled: false })
    expect(asked).toEqual([pathToFileURL(join(place, 'report.html')).href])
    const words = await page.locator('body').innerText()
    const { failure, coordinate } = bug()
    expect(words).toContain(failure?.failure.sentence)
    expect(words).toContain(coordinate)
    for (const { text } of failure?.story ?? []) expect(words).toContain(text)
    expect(words).toContain('worldline replay')
    await page.context().close()
  })

  test('shows what actors sent as text and runs none of it', async () => {
    const { page, asked } = await opened(renderHtml(hostile()))
    expect(asked.length).toBe(1)
    expect(await page.title()).toContain('FAIL')
    expect(await page.locator('img, script').count()).toBe(0)
    expect(await page.locator('h1').innerText()).toContain(evil)
    expect(await page.locator('#op1').innerText()).toContain('<img src=x')
    await page.context().close()
  })

  test('a picture of its own shows it as text too', async () => {
    const { page, asked } = await opened(renderSvg(hostile(), 'auto'), {}, 'picture.svg')
    expect(asked.length).toBe(1)
    expect(await page.locator('image, script, img').count()).toBe(0)
    expect(await page.locator('title').first().textContent()).toContain('Space-time diagram')
    await page.context().close()
  })

  test('has no serious fault for axe, in light and in dark', async () => {
    const { page } = await opened(renderHtml(everything()), { bypassCSP: true })
    await page.evaluate(openAll)
    await page.addScriptTag({ content: axe.source })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const { violations, passes } = await page.evaluate<Found>('axe.run(document)')
      const serious = violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${colorScheme} ${id}: ${nodes[0]?.html ?? ''}`)
      expect(serious).toEqual([])
      expect(passes.map(({ id }) => id)).toContain('color-contrast')
    }
    await page.context().close()
  })

  test('does not overflow sideways at 1440, 900 and 400 pixels', async () => {
    for (const report of [everything(), hostile()]) {
      const { page } = await opened(renderHtml(report))
      for (const width of [1440, 900, 400]) {
        await page.setViewportSize({ width, height: 900 })
        expect(await overflow(page), `${width} pixels`).toBeLessThanOrEqual(0)
      }
      await page.evaluate(openAll)
      expect(await overflow(page), 'all opened').toBeLessThanOrEqual(0)
      await page.context().close()
    }
  })

  test('has landmarks, headings in order, and a focus that is seen', async () => {
    const { page } = await opened(renderHtml(bug()))
    for (const role of ['banner', 'main', 'contentinfo'] as const) {
      expect(await page.getByRole(role).count()).toBe(1)
    }
    const levels = await page.evaluate<number[]>(
      '[...document.querySelectorAll("h1,h2,h3")].map((one) => Number(one.tagName[1]))',
    )
    expect(levels[0]).toBe(1)
    expect(levels.slice(1).every((level) => level === 2)).toBe(true)
    await page.keyboard.press('Tab')
    const skip = page.getByRole('link', { name: 'Skip to the story' })
    expect(await page.evaluate('document.activeElement.className')).toBe('skip')
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe(
      'solid',
    )
    expect((await skip.boundingBox())?.x).toBeGreaterThanOrEqual(0)
    await page.context().close()
  })

  test('a link of the story opens the table of events at its row', async () => {
    const { page } = await opened(renderHtml(bug()))
    const link = page.locator('.steps a').last()
    const target = (await link.getAttribute('href')) ?? ''
    await link.click()
    expect(await page.locator(`tr${target}`).isVisible()).toBe(true)
    await page.context().close()
  })

  test('prints in light on two sheets', async () => {
    const { page } = await opened(renderHtml(bug()), { colorScheme: 'dark' })
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
      'rgb(255, 255, 255)',
    )
    await page.emulateMedia({ media: null })
    const sheets = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    expect([...sheets.matchAll(/\/Type\s*\/Page\b(?!s)/gu)].length).toBe(2)
    await page.context().close()
  })

  test('keeps its marks where the system paints with its own colours', async () => {
    const { page } = await opened(renderHtml(marksReport()), { forcedColors: 'active' })
    const colours = await page.evaluate<string[]>(
      '[...document.querySelectorAll(".wl-line,.wl-shaft,.wl-broke")].map((one) => getComputedStyle(one).stroke)',
    )
    expect(colours.length).toBeGreaterThan(10)
    expect(colours).not.toContain('none')
    await page.context().close()
  })

  test('a hundred thousand events stay under five megabytes, and the verdict is there at once', async () => {
    const text = renderHtml(longReport(50_000, 'x'.repeat(200)))
    expect(Buffer.byteLength(text)).toBeLessThan(5_000_000)
    const { page } = await opened(text)
    expect(await page.locator('.word').innerText()).toBe('✕ FAIL')
    expect(await page.locator('.note').allInnerTexts()).toContainEqual(
      expect.stringContaining('98,002 events of 100,002 not listed'),
    )
    await page.context().close()
  })
})
