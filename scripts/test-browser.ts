// Tries the packed package in Chromium, in a page and in a worker, under OTel's SDK 3. It needs the npm registry
// and Chromium: /usr/bin/chromium, or what $SMONITOR_CHROMIUM names.
import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { chromium } from 'playwright-core'
import { build } from 'vite'
import { checkTelemetry } from './check-telemetry.ts'
import { createChecks } from './checks.ts'
import { createLineProject } from './line-project.ts'

interface Outcome {
  readonly untouched: string
  readonly returned: string
  readonly isDiagnosticError: boolean
  readonly rejected: string
  readonly records: readonly {
    readonly eventName: string
    readonly severityNumber: number
    readonly body: string
    readonly scope: string
    readonly traceId: string
    readonly spanId: string
    readonly attributes: Readonly<Record<string, unknown>>
  }[]
  readonly spans: readonly {
    readonly name: string
    readonly traceId: string
    readonly spanId: string
    readonly parentId?: string
    readonly status: number
    readonly attributes: Readonly<Record<string, unknown>>
    readonly events: readonly { readonly name: string; readonly attributes: Record<string, unknown> }[]
  }[]
  readonly restored: readonly Readonly<Record<string, unknown>>[]
}

const ROOT = resolve(import.meta.dirname, '..')
const CHROMIUM = process.env['SMONITOR_CHROMIUM'] ?? '/usr/bin/chromium'
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const { check, finish } = createChecks('browser')

if (existsSync(CHROMIUM)) await tryBrowser()
else {
  check(
    `Chromium is at ${CHROMIUM}`,
    false,
    'Install it, for example with "apt-get install chromium", or name it in SMONITOR_CHROMIUM.',
  )
}
finish()

async function tryBrowser(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'smonitor-browser-'))
  try {
    const site = await buildSite(folder)
    const server = await serve(site)
    try {
      await tryPage(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Builds the site as an application does; gives the folder. */
async function buildSite(folder: string): Promise<string> {
  const project = createLineProject(folder, 'sdk-3')
  cpSync(join(ROOT, 'tests/browser'), project, { recursive: true })
  const warnings: string[] = []
  await build({
    root: project,
    configFile: false,
    logLevel: 'silent',
    worker: { format: 'es' },
    build: { rolldownOptions: { onLog: (_, { message }) => warnings.push(message) } },
  })
  const site = join(project, 'dist')
  const scripts = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  )
  // Vite puts an empty module in the place of one of Node's.
  const nodeImports = scripts.filter((name) =>
    /(["'`])node:|__vite-browser-external/.test(readFileSync(join(site, name), 'utf8')),
  )
  check(`the ${scripts.length} bundles of page and worker have no module of Node`, nodeImports.length === 0)
  check('the bundler has nothing to say', warnings.length === 0, warnings.join('\n'))
  return site
}

async function tryPage(url: string): Promise<void> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS })
  try {
    console.log(`--- Chromium ${browser.version()}`)
    const page = await browser.newPage()
    const noise: string[] = []
    page.on('console', (message) => noise.push(`console.${message.type()}: ${message.text()}`))
    page.on('pageerror', (error) => noise.push(String(error)))
    await page.goto(url)
    const [inPage, inWorker] = await page.evaluate<[Outcome, Outcome]>('globalThis.outcome')
    judge('page', inPage, 1)
    judge('worker', inWorker, 3)
    check('page and worker print nothing', noise.length === 0, noise.join('\n'))
  } finally {
    await browser.close()
  }
}

function judge(where: string, outcome: Outcome, restoredCount: number): void {
  const { records, spans } = outcome
  const [warning, failure, rejection] = records
  const [readSpan, checkSpan, loadSpan, laterSpan] = spans
  const holds = (what: string, assertion: () => void): void => {
    try {
      assertion()
      check(`${where}: ${what}`, true)
    } catch (error) {
      check(`${where}: ${what}`, false, String(error))
    }
  }

  holds('wrapped functions return and throw what they did, with and without an SDK', () => {
    assert.equal(outcome.untouched, 'Silent')
    assert.equal(outcome.returned, 'Wings')
    assert.equal(outcome.isDiagnosticError, true)
    assert.equal(outcome.rejected, 'TypeError: Not today.')
  })
  holds('a coded diagnostic is one record, with its attributes', () => {
    const {
      'smonitor.triage_key': key,
      'smonitor.cluster_key': clusterKey,
      ...attributes
    } = {
      ...warning?.attributes,
    }
    assert.match(String(key), /^tk1_[0-9a-f]{16}$/)
    assert.match(String(clusterKey), /^tc1_[0-9a-f]{16}$/)
    assert.deepEqual(attributes, {
      'smonitor.code': 'FILM-W001',
      'smonitor.title': 'Year in the future',
      'smonitor.hint': 'It is probably from 1927.',
      'smonitor.doc_url': 'https://films.example/FILM-W001',
      'smonitor.param.title': 'Wings',
      'smonitor.param.year': 2027,
      'smonitor.param.guess': 1927,
      'smonitor.source': 'films.read',
      'smonitor.context.chain': ['films.read'],
      'smonitor.context.depth': 1,
      // SHA-256 of [1,["films.read"],[]]
      'smonitor.trace_hash': 'th1_0592588ea47b506c',
    })
    assert.equal(warning?.eventName, 'smonitor.diagnostic')
    assert.equal(warning.severityNumber, 13)
    assert.equal(warning.body, 'Wings is dated 2027.')
    assert.equal(warning.scope, 'films')
  })
  holds('the call around it is one span, and the record is in it', () => {
    assert.equal(readSpan?.name, 'films.read')
    assert.deepEqual(readSpan.attributes, { 'smonitor.signal': 'films.read' })
    assert.equal(readSpan.parentId, undefined)
    assert.deepEqual([warning?.traceId, warning?.spanId], [readSpan.traceId, readSpan.spanId])
  })
  holds('an error that passes two signals is one record, and one event of a span', () => {
    assert.equal(records.length, 3)
    assert.equal(failure?.attributes['smonitor.code'], 'FILM-E002')
    assert.equal(failure.attributes['exception.type'], 'DiagnosticError')
    assert.equal(failure.attributes['error.type'], 'FILM-E002')
    assert.deepEqual(failure.attributes['smonitor.context.chain'], ['films.load', 'films.check'])
    assert.match(String(failure.attributes['exception.stacktrace']), /Row 2 has no title\./)
    assert.match(String(failure.attributes['smonitor.trace_hash']), /^th1_[0-9a-f]{16}$/)
    assert.deepEqual(
      [checkSpan, loadSpan].map((span) => [span?.name, span?.status, span?.events.map(({ name }) => name)]),
      [
        ['films.check', 2, ['exception']],
        ['films.load', 2, []],
      ],
    )
    assert.equal(checkSpan?.parentId, loadSpan?.spanId)
    assert.deepEqual([failure.traceId, failure.spanId], [checkSpan?.traceId, checkSpan?.spanId])
  })
  holds('a rejection is one record, and its span ends', () => {
    assert.equal(rejection?.eventName, 'smonitor.signal.exception')
    assert.equal(rejection.attributes['exception.type'], 'TypeError')
    assert.deepEqual(rejection.attributes['smonitor.context.chain'], ['films.later'])
    assert.equal(laterSpan?.name, 'films.later')
    assert.equal(laterSpan.status, 2)
    assert.equal(spans.length, 4)
  })
  holds(`the error is whole${where === 'worker' ? ' on the other side of postMessage' : ''}`, () => {
    assert.equal(outcome.restored.length, restoredCount)
    for (const { stack, ...fields } of outcome.restored) {
      assert.match(String(stack), /Row 2 has no title\./)
      assert.deepEqual(fields, {
        isDiagnosticError: true,
        name: 'DiagnosticError',
        message: 'Row 2 has no title.',
        code: 'FILM-E002',
        level: 'error',
        title: 'No title',
        hint: 'Add its title.',
        docs: 'https://films.example/FILM-E002',
        params: { row: 2 },
        catalog: { name: 'films', version: '1.2.0' },
      })
    }
  })
  holds('records and spans follow semconv/', () => assert.deepEqual(checkTelemetry(outcome), []))
}

async function serve(site: string): Promise<Server> {
  const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' }
  const server = createServer((request, response) => {
    const name = request.url === '/' ? 'index.html' : (request.url ?? '').slice(1)
    const path = join(site, name)
    if (!existsSync(path)) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': types[extname(path)] ?? '' }).end(readFileSync(path))
  })
  await new Promise<void>((started) => server.listen(0, '127.0.0.1', started))
  return server
}
