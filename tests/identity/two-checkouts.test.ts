import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { normaliseError, type NormalisedError } from '../../src/identity/normalise-error.ts'
import { toRootPattern } from '../../src/identity/root-pattern.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { runNode } from '../helpers/run-process.ts'
import { writeProgram } from '../helpers/write-program.ts'

/** Fails in every way it knows and prints the errors, as a test runner's worker would send them. */
const program = `
  import assert from 'node:assert'
  import { execFileSync } from 'node:child_process'
  import { mkdirSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs'
  import { connect, createServer } from 'node:net'
  import { tmpdir } from 'node:os'
  import { join } from 'node:path'
  import { fileURLToPath } from 'node:url'

  const here = fileURLToPath(new URL('.', import.meta.url))
  const listen = (port) => new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
  const closedPort = async () => {
    const server = await listen(0)
    const { port } = server.address()
    await new Promise((resolve) => server.close(resolve))
    return port
  }
  const refused = async () => {
    const port = await closedPort()
    await new Promise((resolve, reject) => connect(port, '127.0.0.1').once('error', reject))
  }
  const failures = {
    refused,
    fetch: async () => fetch('http://127.0.0.1:' + (await closedPort()) + '/api'),
    inUse: async () => {
      const server = await listen(0)
      await listen(server.address().port).finally(() => server.close())
    },
    aggregate: () => Promise.any([refused(), refused()]),
    missingFile: () => readFileSync(join(here, 'data', 'missing.json')),
    missingTemporaryFile: () => readFileSync(join(mkdtempSync(join(tmpdir(), 'vt-')), 'config.json')),
    missingTemporaryFolder: () => readdirSync(join(mkdtempSync(join(tmpdir(), 'vt-')), 'none')),
    existing: () => mkdirSync(here),
    json: () => JSON.parse('{"at": "' + here + '", "n": ' + process.pid + ', }'),
    property: () => undefined.map,
    notFunction: () => ({}).run(),
    import: () => import('./gone.js'),
    package: () => import('left-pad-that-is-not-there'),
    command: () => execFileSync(process.execPath, ['-e', 'console.error("fatal: no repo"); process.exit(3)'], { stdio: 'pipe' }),
    assert: () => assert.deepStrictEqual({ at: Date.now() }, { at: here }),
    argument: () => readFileSync({}),
    url: () => new URL(here + ':x'),
    text: () => { throw 'worker ' + process.pid + ' died at ' + new Date().toISOString() + ' in ' + here + 'a.ts:3:4' },
    cause: () => { throw new Error('cannot load ' + here + 'a.json', { cause: new RangeError('pid ' + process.pid) }) },
  }
  const plain = (error) => typeof error !== 'object' || error === null ? error : {
    name: error.name, message: error.message, code: error.code,
    cause: plain(error.cause), errors: error.errors?.map(plain),
  }
  const caught = {}
  for (const [name, fail] of Object.entries(failures)) {
    try { await fail() } catch (error) { caught[name] = plain(error) }
  }
  console.log(JSON.stringify(caught))
`

type Failures = Readonly<Record<string, unknown>>

const folders: string[] = []
let checkouts: readonly { readonly root: string; readonly failures: Failures }[] = []

beforeAll(() => {
  const zones = { repo: 'UTC', 'other-repo': 'Asia/Tokyo', 'my repo': 'America/Lima' }
  checkouts = Object.entries(zones).map(([name, timeZone]) => {
    const folder = mkdtempSync(join(tmpdir(), 'checkout-'))
    folders.push(folder)
    return { root: join(folder, name), failures: runIn(join(folder, name), timeZone) }
  })
})

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

describe('one program in three checkouts', () => {
  test('fails in every way it knows', () => {
    expect(checkouts.map(({ failures }) => Object.keys(failures).length)).toEqual([19, 19, 19])
  })

  test('gives the same types and lines, with the root known', () => {
    const [first, ...others] = checkouts.map(({ root, failures }) => normaliseAll(failures, root))
    for (const other of others) expect(other).toEqual(first)
  })

  test('gives the same types and lines, with the root unknown and without a space in it', () => {
    const [first, second] = checkouts.map(({ failures }) => normaliseAll(failures))
    // The folder itself is all that is left of its path.
    const { existing: here, ...rest } = first ?? {}
    expect(second).toMatchObject(rest)
    expect(here?.line).toMatch(/mkdir '<tmp>\/repo'$/)
  })

  test('gives a different result for each way', () => {
    const results = Object.values(normaliseAll(checkouts[0]?.failures ?? {})).map((result) =>
      JSON.stringify(result),
    )
    expect(new Set(results).size).toBe(19)
  })

  test('leaves no trace of the checkout or the day', () => {
    const text = JSON.stringify(checkouts.map(({ root, failures }) => normaliseAll(failures, root)))
    expect(text).not.toContain('checkout-')
    expect(text).not.toContain(tmpdir())
    expect(text).not.toContain(new Date().toISOString().slice(0, 10))
  })

  test('gives lines that read as what happened', () => {
    const [{ root, failures } = { root: '', failures: {} }] = checkouts
    const results = Object.values(normaliseAll(failures, root))
    expect(results.map(({ type, line }) => `${type} | ${line}`)).toMatchInlineSnapshot(`
      [
        "Error:ECONNREFUSED | connect ECONNREFUSED <loopback>",
        "TypeError | fetch failed <- Error:ECONNREFUSED",
        "Error:EADDRINUSE | listen EADDRINUSE: address already in use <loopback>",
        "AggregateError | All promises were rejected <- Error:ECONNREFUSED",
        "Error:ENOENT | ENOENT: no such file or directory, open 'data/missing.json'",
        "Error:ENOENT | ENOENT: no such file or directory, open '<tmp>/config.json'",
        "Error:ENOENT | ENOENT: no such file or directory, scandir '<tmp>/none'",
        "Error:EEXIST | EEXIST: file already exists, mkdir '<root>'",
        "SyntaxError | Expected double-quoted property name in JSON",
        "TypeError | Cannot read properties of undefined (reading 'map')",
        "TypeError | {}.run is not a function",
        "Error:ERR_MODULE_NOT_FOUND | Cannot find module 'gone.js' imported from main.mjs",
        "Error:ERR_MODULE_NOT_FOUND | Cannot find package 'left-pad-that-is-not-there' imported from main.mjs",
        "Error | Command failed: pkg:node/bin/node -e console.error(<str>); process.exit(3) fatal: no repo",
        "AssertionError:ERR_ASSERTION | Expected values to be strictly deep-equal: + at: <n>",
        "TypeError:ERR_INVALID_ARG_TYPE | The "path" argument must be of type string or an instance of Buffer or URL. Received an instance of Object",
        "TypeError:ERR_INVALID_URL | Invalid URL",
        "string | worker <n> died at <date> in a.ts",
        "Error | cannot load a.json <- RangeError",
      ]
    `)
  })
})

/** Throws from a module and from a CommonJS one, below signals and outside of them. */
const library = (load: string) => `
  export class Loader {
    ${load}(id) {
      throw new RangeError('no film ' + id)
    }
    static async find(id) {
      await Promise.resolve()
      return new Loader().${load}(id)
    }
    *list() {
      yield 1
      this.${load}(2)
    }
  }
  export const parse = () => JSON.parse('{"id": }')
`
const commonLibrary = `
  const { readFileSync } = require('node:fs')
  exports.read = () => readFileSync(__dirname + '/missing.json')
  exports.say = () => { throw 'no film' }
`
const recorded = `
  import { Loader, parse } from './lib/loader.mjs'
  import common from './lib/common.cjs'
  startSmonitor({ bundle: 'bundle' })
  const ways = {
    method: () => new Loader().load(1),
    later: () => Loader.find(1),
    generator: () => [...new Loader().list()],
    parse,
    read: () => common.read(),
    text: () => common.say(),
    code: () => { throw films.error('MOV-E001', { id: process.pid, known: [] }) },
    emitted: () => films.emit('MOV-W010', { id: process.pid }),
    adHoc: () => emit('info', 'Port ' + process.pid + ' is taken.'),
  }
  for (const [name, fail] of Object.entries(ways)) {
    try { await signal('films.all', () => signal(name, fail)())() } catch {}
  }
  emit('warn', 'The end is near.')
  new Loader().load(1)
`

describe('what smonitor records of one program in three checkouts', () => {
  const keysOf = (events: readonly DiagnosticEvent[]) =>
    events.map(({ trace_hash, cluster_key }) => ({ trace_hash, cluster_key }))
  let runs: readonly (readonly DiagnosticEvent[])[] = []
  let renamed: readonly DiagnosticEvent[] = []

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'checkout-'))
    folders.push(folder)
    runs = await Promise.all([
      recordIn(join(folder, 'repo'), 0),
      recordIn(join(folder, 'other-repo', 'packages', 'films'), 7),
      recordIn(join(folder, 'C# (my copy)', 'at 100%'), 40),
    ])
    renamed = await recordIn(join(folder, 'renamed'), 0, 'fetch')
  })

  test('has the same trace hashes and cluster keys', () => {
    const [first = [], ...others] = runs
    expect(first).toHaveLength(11)
    for (const events of others) expect(keysOf(events)).toEqual(keysOf(first))
  })

  test('stems from stacks that differ', () => {
    const stacks = runs.map((events) => events.map(({ exception }) => exception?.stacktrace ?? ''))
    expect(new Set(stacks.map((texts) => texts[0])).size).toBe(3)
    expect(stacks[1]?.[0]).toContain('other-repo/packages/films/lib/loader.mjs:')
    expect(stacks[2]?.[4]).toContain('C# (my copy)/at 100%/lib/common.cjs:')
  })

  test('tells each way through the program from the others, and has none where nothing is known of it', () => {
    const hashes = runs[0]?.map(({ trace_hash }) => trace_hash) ?? []
    expect(new Set(hashes).size).toBe(11)
    expect(hashes.filter((hash) => hash === null)).toHaveLength(1)
    expect(runs[0]?.find(({ trace_hash }) => trace_hash === null)?.message).toBe('The end is near.')
  })

  test('shows together what failed at one place in one way', () => {
    const clusters = new Map<string | null, string[]>()
    for (const { cluster_key, source } of runs[0] ?? []) {
      clusters.set(cluster_key, [...(clusters.get(cluster_key) ?? []), source])
    }
    expect([...clusters.values()].filter((sources) => sources.length > 1)).toEqual([
      ['method', 'later', 'generator', 'RangeError'],
    ])
  })

  test('has others for what goes through a function that was renamed, and only for that', () => {
    const isSame = renamed.map((event, at) =>
      (['trace_hash', 'cluster_key'] as const).map((key) => event[key] === runs[0]?.[at]?.[key]),
    )
    expect(Object.fromEntries(renamed.map(({ source }, at) => [source, isSame[at]]))).toEqual({
      method: [false, false],
      later: [false, false],
      generator: [false, false],
      parse: [true, true],
      read: [true, true],
      text: [true, true],
      code: [true, true],
      emitted: [true, true],
      adHoc: [true, true],
      smonitor: [true, true],
      RangeError: [false, false],
    })
  })
})

/** Runs the program in a folder, with lines inserted above everything; gives what smonitor recorded. */
async function recordIn(root: string, shift: number, load = 'load'): Promise<readonly DiagnosticEvent[]> {
  const above = '// moved\n'.repeat(shift)
  mkdirSync(join(root, 'lib'), { recursive: true })
  writeFileSync(join(root, 'lib', 'loader.mjs'), above + library(load))
  writeFileSync(join(root, 'lib', 'common.cjs'), above + commonLibrary)
  const path = writeProgram(root, above + recorded.replaceAll('.load(', `.${load}(`))
  const { code } = await runNode([path], { cwd: root })
  expect(code).toBe(1)
  return [...readBundle(join(root, 'bundle')).events()]
}

function runIn(root: string, timeZone: string): Failures {
  mkdirSync(root, { recursive: true })
  writeFileSync(join(root, 'main.mjs'), program)
  const env = { ...process.env, TZ: timeZone, TMPDIR: tmpdir() }
  const { stdout, stderr } = spawnSync(process.execPath, ['main.mjs'], { cwd: root, encoding: 'utf8', env })
  if (stdout === '') throw new Error(`The program printed nothing.\n${stderr}`)
  return JSON.parse(stdout) as Failures
}

function normaliseAll(failures: Record<string, unknown>, folder = ''): Record<string, NormalisedError> {
  const options = { root: toRootPattern(folder) }
  return Object.fromEntries(
    Object.entries(failures).map(([name, error]) => [name, normaliseError(error, options)]),
  )
}
