import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

// What an editor shows over a call, asked of TypeScript's own language server.

const ROOT = resolve(import.meta.dirname, '../..')
const FILE = join(ROOT, 'tests/catalog/define-catalog.test-d.ts')
const text = readFileSync(FILE, 'utf8')
let server: ChildProcess
let lastId = 0
const pending = new Map<number, (result: unknown) => void>()

beforeAll(async () => {
  server = spawn(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '--lsp', '--stdio'], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  listen(server)
  const capabilities = {
    textDocument: {
      hover: { contentFormat: ['plaintext'] },
      diagnostic: { tagSupport: { valueSet: [1, 2] } },
    },
  }
  await request('initialize', { processId: process.pid, rootUri: pathToFileURL(ROOT).href, capabilities })
  send({ method: 'initialized', params: {} })
  const textDocument = { uri: pathToFileURL(FILE).href, languageId: 'typescript', version: 1, text }
  send({ method: 'textDocument/didOpen', params: { textDocument } })
})

afterAll(() => server.kill())

test('the hover over a catalog shows its codes and their params', async () => {
  expect(await hoverAt('diagnostics = defineCatalog')).toMatchInlineSnapshot(`
    "const diagnostics: Catalog<{
        readonly 'MSM-W010': "example" | "frame" | "selection";
        readonly 'MSM-I001': never;
    }>"
  `)
})

test('the hover over emit shows the params of the code and what emit does', async () => {
  const hover = await hoverAt("emit('MSM-W010', { selection: 'all', example: 'x', frame: 3 })")
  expect(hover).toContain(
    '.emit<"MSM-W010">(code: "MSM-W010", params: DiagnosticParams<"example" | "frame" | "selection">, options?: EmitOptions',
  )
  expect(hover).toContain('Emits a diagnostic as an OTel log record.')
})

test('the hover over a code without params shows that it takes none', async () => {
  expect(await hoverAt("emit('MSM-I001')")).toContain(
    '(code: "MSM-I001", params?: NoParams, options?: EmitOptions',
  )
})

test('the hover over a catalog with deprecated codes lists them apart', async () => {
  expect(await hoverAt('aging = defineCatalog')).toMatchInlineSnapshot(`
    "const aging: CatalogWithDeprecated<{
        readonly "AGE-W002": "part";
    }, {
        readonly "AGE-W001": "item";
    }>"
  `)
})

test('a call with a deprecated code is struck through, and says so on hover; one with another code is not', async () => {
  const struck = await deprecatedCalls()
  expect(struck).toContain(`aging.emit('AGE-W001', { item: 'a' }, { tags: ['x'] })`)
  expect(struck).toContain(`aging.error('AGE-W001', { item: 'a' })`)
  expect(struck.filter((line) => line.includes('AGE-W002') || line.includes('MSM-'))).toEqual([])
  expect(await hoverAt("emit('AGE-W001', { item: 'a' }, { tags: ['x'] })")).toContain('@deprecated')
  const used = await hoverAt("emit('AGE-W002', { part: 'a' })")
  expect(used).toContain('Emits a diagnostic as an OTel log record.')
  expect(used).not.toContain('deprecated')
})

/** The lines of the file that the editor strikes through. */
async function deprecatedCalls(): Promise<string[]> {
  const result = await request('textDocument/diagnostic', {
    textDocument: { uri: pathToFileURL(FILE).href },
  })
  const { items } = result as { items: { tags?: number[]; range: { start: { line: number } } }[] }
  const DEPRECATED = 2
  return items
    .filter(({ tags }) => tags?.includes(DEPRECATED))
    .map(({ range }) => (text.split('\n')[range.start.line] ?? '').trim())
}

test.each([
  ['smonitor', "signal('x', plain)", '(alias) const signal'],
  ['a catalog', "signal('x', plain)).toEqualTypeOf<typeof plain>()\n  const", '(property) Catalog'],
])('the hover over the signal of %s shows one signature and what it does', async (_, needle, start) => {
  const hover = await hoverAt(needle)
  expect(hover.startsWith(start), hover).toBe(true)
  expect(hover).toContain(
    '(name: string, fn: (a: number, b?: string) => Promise<boolean>, options?: SignalOptions<[a: number, b?: string]>',
  )
  expect(hover).toContain('Wraps a function so that each call is a span and a link of the call chain.')
})

async function hoverAt(needle: string): Promise<string> {
  const before = text.slice(0, text.indexOf(needle)).split('\n')
  const position = { line: before.length - 1, character: (before.at(-1) ?? '').length }
  const result = await request('textDocument/hover', {
    textDocument: { uri: pathToFileURL(FILE).href },
    position,
  })
  return (result as { contents: { value: string } }).contents.value.replaceAll(
    /\?: (\w+) \| undefined/g,
    '?: $1',
  )
}

function request(method: string, params: object): Promise<unknown> {
  const id = (lastId += 1)
  return new Promise((resolvePromise) => {
    pending.set(id, resolvePromise)
    send({ id, method, params })
  })
}

function send(message: object): void {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message })
  server.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}

function listen({ stdout }: ChildProcess): void {
  let buffer = Buffer.alloc(0)
  stdout?.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk])
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n')
      const length = Number(/Content-Length: (\d+)/.exec(buffer.subarray(0, end).toString())?.[1])
      if (end < 0 || buffer.length < end + 4 + length) return
      const message = JSON.parse(buffer.subarray(end + 4, end + 4 + length).toString()) as {
        id?: number
        method?: string
        result?: unknown
      }
      buffer = buffer.subarray(end + 4 + length)
      if (message.id === undefined) continue
      if (message.method === undefined) pending.get(message.id)?.(message.result)
      else send({ id: message.id, result: null })
    }
  })
}
