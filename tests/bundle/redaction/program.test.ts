import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../../src/bundle/read-bundle.ts'
import { compareBundles, summarise } from '../../../src/triage/index.ts'
import { runNode } from '../../helpers/run-process.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'
import { writeProgram } from '../../helpers/write-program.ts'

/** A secret for each place, in none of which it looks like one: what gives it away is beside it, or in another place. */
const CANARIES = {
  message: 'canary-message-4f1c9a',
  params: 'canary-params-b27e10',
  exception: 'canary-exception-90d3fe',
  cause: 'canary-cause-1aa04c',
  stack: 'canary-stack-77be21',
  argv: 'canary-argv-c0ffe1',
  env: 'canary-env-5d5e82',
  config: 'canary-config-e3b0c4',
  path: 'canary-path-6d21af',
  tag: 'canary-tag-42d7ee',
  spanAttribute: 'canary-attribute-83b1c6',
  spanEvent: 'canary-event-29af74',
}

const SOURCE = `
const shop = defineCatalog({
  name: 'shop',
  codes: { 'SHOP-E001': { level: 'error', message: 'No login of {user} with {password}.', hint: 'Ask for {password}.' },
    'SHOP-W001': { level: 'warn', message: 'Failed: {text} at {path}.' } },
})
startSmonitor({ bundle: 'out/FORM', bundleRedact: { preset: process.argv[2] }, theme: 'plain', policy: [{ when: { message: 'apiKey=${CANARIES.config}' }, keep: '100%' }] })
const c = ${JSON.stringify(CANARIES)}
span('shop.pay', (one) => {
  one.setAttribute('db.password', c.spanAttribute)
  one.addEvent('login', { token: c.spanEvent, url: 'https://shop.example/?q=' + encodeURIComponent(c.spanAttribute + ' /') })
})
emit('warn', 'Sent with password=' + c.message + ' again.')
shop.emit('SHOP-W001', { text: Buffer.from('token: ' + c.params).toString('base64'), path: '/home/' + c.path + '/x', password: c.params, body: { token: c.params } }, { tags: ['token:' + c.tag] })
try {
  shop.signal('shop.login', () => {
    function connect() {
      const error = new Error('connect postgres://shop:' + c.exception + '@db failed', { cause: new Error('apiKey: ' + c.cause) })
      error.stack += '\\n    at Bearer ' + c.stack + ' (/home/' + c.path + '/shop/login.js:1:2)'
      throw error
    }
    connect()
  })()
} catch {}
try {
  throw shop.error('SHOP-E001', { user: 'ann', password: c.params }, { cause: new Error(c.argv) })
} catch (error) {
  emit('error', 'Failed: ' + error.message + ' ' + error.cause.message + ' ' + encodeURIComponent(c.env + ' /') + JSON.stringify({ a: c.config }))
}
`

async function run(form: string, preset: string): Promise<string> {
  const cwd = tempFolder()
  const program = writeProgram(cwd, SOURCE.replace('FORM', form))
  const { code, stderr } = await runNode(
    [program, preset, '--token', CANARIES.argv, `--config=apiKey=${CANARIES.config}`],
    {
      cwd,
      env: { DB_PASSWORD: CANARIES.env, OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=shop' },
    },
  )
  expect(code, stderr).toBe(0)
  return join(cwd, 'out', form)
}

function everythingIn(path: string): string {
  if (path.endsWith('.tar.gz')) return gunzipSync(readFileSync(path)).toString()
  return readdirSync(path)
    .map((name) => readFileSync(join(path, name), 'utf8'))
    .join('\n')
}

/** The ways in which what is left of a secret would still be one. */
function spelt(secret: string): string[] {
  const inBase64 = [0, 1, 2].map((before) =>
    Buffer.from('\0'.repeat(before) + secret)
      .toString('base64')
      .slice(before + 1, -4),
  )
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('hex'), ...inBase64]
}

describe.each(['bundle', 'bundle.tar.gz'])('a program with a secret in each place, as %s', (form) => {
  test('leaves all of them to itself, none to others, and the same triage to both', async () => {
    const own = await run(form, 'none')
    const shared = await run(form, 'share')
    const [everything, sharedEverything] = [everythingIn(own), everythingIn(shared)]
    for (const [place, secret] of Object.entries(CANARIES)) {
      expect(everything, place).toContain(secret)
      for (const one of spelt(secret)) expect(sharedEverything, place).not.toContain(one)
    }
    const [before, after] = [readBundle(own), readBundle(shared)]
    const keysOf = (bundle: typeof before): unknown[] =>
      [...bundle.events()].map(({ code, triage_key, trace_hash, source, level }) => [
        code,
        triage_key,
        trace_hash,
        source,
        level,
      ])
    expect(keysOf(after)).toEqual(keysOf(before))
    expect(keysOf(after).length).toBeGreaterThan(3)
    const incidents = (bundle: typeof before): unknown[] =>
      summarise(bundle).incidents.map(({ triage_key, count }) => [triage_key, count])
    expect(incidents(after)).toEqual(incidents(before))
    expect(compareBundles(after, before).states).toMatchObject({ new: 0, changed: 0, resolved: 0 })
    expect(after.manifest.redactions).toMatchObject({ preset: 'share' })
    expect(after.manifest.redactions?.replaced.total).toBeGreaterThan(15)
    expect(before.manifest.redactions?.replaced.total).toBe(0)
  })
})
