import { describe, expect, test } from 'vitest'
import { createRedactor } from '../../../src/redact/index.ts'

const redactor = createRedactor({ presets: ['tokens'] })
const redact = (text: string): string => redactor.text(text)

describe('the preset tokens', () => {
  test.each([
    'file:///tmp/smonitor-project-fK3xQ2/films.mjs:24:51',
    '/tmp/smonitor-test-yGajrz/app.mjs',
    '/app/node_modules/.pnpm/foo@1.2.3_Ab3dE9/node_modules/foo/dist/Http2Server.js:10:3',
    'https://molsys.example/diagnostics/MSM-W010',
    'https://ci.example/job/Build-7/run/12A/artifacts/Report-3B',
    'src/api/v2/HttpServer2/readBody3.ts:7',
    'C:/Users/ada/AppData/Local/Temp/Cache7/run.js',
    'at Loader.load (node:internal/async_local_storage/async_context_frame:65:14)',
  ])('leaves the path or address %s', (path) => {
    expect(redact(path)).toBe(path)
  })

  test.each([
    ['V1StGXR8Z5jdHi6BmyTk3Qp9', '[REDACTED]'],
    ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY', '[REDACTED]'],
    ['/srv/keys/V1StGXR8Z5jdHi6BmyTk3Qp9/app.js', '/srv/keys/[REDACTED]/app.js'],
    ['https://a.example/reset/V1StGXR8Z5jdHi6BmyTk3Qp9', 'https://a.example/reset/[REDACTED]'],
  ])('takes what is random out of %s', (text, expected) => {
    expect(redact(text)).toBe(expected)
  })

  test('looks through the longest run', () => {
    expect(redact(`${'/a'.repeat(3_000_000)} V1StGXR8Z5jdHi6BmyTk3Qp9`)).toMatch(/ \[REDACTED\]$/)
    expect(redact('a'.repeat(10_000_000))).toHaveLength(10_000_000)
  })
})
