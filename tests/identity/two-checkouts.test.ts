import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { normaliseError, type NormalisedError } from '../../src/identity/normalise-error.ts'
import { toRootPattern } from '../../src/identity/root-pattern.ts'

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
