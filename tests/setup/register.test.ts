import { symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const DIST = resolve(import.meta.dirname, '../../dist/src')
const register = pathToFileURL(join(DIST, 'setup/register.js')).href
const entry = pathToFileURL(join(DIST, 'index.js')).href

describe('smonitor/register', () => {
  test('switches smonitor on for a program that knows nothing of it', async () => {
    const folder = tempFolder()
    writeFileSync(
      join(folder, 'app.mjs'),
      `import { emit } from '${entry}'\nemit('warn', 'The disk is nearly full.')\n`,
    )
    const { code, stderr } = await runNode(['--import', register, 'app.mjs'], {
      cwd: folder,
      env: { SMONITOR_PROFILE: 'qa' },
    })
    expect(code).toBe(0)
    expect(stderr).toMatch(
      /^\[no code\] WARNING smonitor \| The disk is nearly full\. \| tk1_[0-9a-f]{16}\n$/,
    )
  })

  test.each(['', `api.trace.getTracer('a').startSpan('b').end()`])(
    'sends what was measured when the program ends by itself, also where that is all: %s',
    async (more) => {
      const folder = tempFolder()
      symlinkSync(resolve(DIST, '../../node_modules'), join(folder, 'node_modules'))
      writeFileSync(
        join(folder, 'app.mjs'),
        `import * as api from '@opentelemetry/api'\n${more}\napi.metrics.getMeter('m').createCounter('films.loaded').add(3)\n`,
      )
      const { code, stdout } = await runNode(['--import', register, 'app.mjs'], {
        cwd: folder,
        env: { OTEL_METRICS_EXPORTER: 'console', OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' },
      })
      expect([code, stdout.split("name: 'films.loaded'").length - 1]).toEqual([0, 1])
    },
  )

  test('tells in two lines what keeps it from starting, and the program does not run without it', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'app.mjs'), `console.log('ran')\n`)
    expect(
      await runNode(['--import', register, 'app.mjs'], { cwd: folder, env: { SMONITOR_PROFILE: 'prod' } }),
    ).toMatchObject({
      code: 1,
      stdout: '',
      stderr:
        'SMONITOR_PROFILE is "prod", which is not valid. (SMON-E102)\n  What to do: Use one of: user, dev, qa, agent, debug.\n',
    })
  })
})
