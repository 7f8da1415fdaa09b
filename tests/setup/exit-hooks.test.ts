import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { runNode, type RunProcessOptions } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

/** Runs a program whose temporary files lie in its own folder, so that a test sees whether any is left. */
async function run(source: string, options: RunProcessOptions = {}) {
  const folder = tempFolder()
  const path = writeProgram(folder, source)
  const ended = await runNode([path], { cwd: folder, ...options, env: { TMPDIR: folder, ...options.env } })
  const bundle = existsSync(join(folder, 'bundle')) ? readBundle(join(folder, 'bundle')) : undefined
  return {
    ...ended,
    folder,
    end: bundle?.manifest.end,
    codes: [...(bundle?.events() ?? [])].map(({ code }) => code),
  }
}

const START = `const smonitor = startSmonitor({ bundle: 'bundle', maxRepeats: 1 })\n`
const EMIT = `for (const id of [1, 2, 3]) films.emit('MOV-W010', { id })\n`
const PRINTED =
  'Warning: The film 1 has no title. (MOV-W010)\n  What to do: Add a title to 1.\n' +
  '… and 2 more like these: MOV-W010 Title missing (3 in all).\n'
const CODES = ['MOV-W010', 'MOV-W010', 'MOV-W010']

describe('everything is written and the end stays as it is', () => {
  test.each([
    ['when it ends by itself', EMIT, 0],
    ['when it has set an exit code', `${EMIT}process.exitCode = 4`, 4],
    ['by process.exit(3)', `${EMIT}process.exit(3)`, 3],
    [
      'by process.exit(5) while shutdown() is still at work',
      `${EMIT}void smonitor.shutdown(); process.exit(5)`,
      5,
    ],
  ])('%s', async (_what, source, code) => {
    const ended = await run(START + source)
    expect(ended).toMatchObject({ code, signal: null })
    expect(ended.end).toMatchObject({ exit_code: code })
    expect(ended.stderr).toBe(PRINTED)
    expect(ended.codes).toEqual(CODES)
    expect(readdirSync(ended.folder).toSorted()).toEqual(['.smonitor', 'app.mjs', 'bundle'])
  })

  test('by a signal, which still ends it', async () => {
    const ended = await run(`${START}${EMIT}console.log('ready'); setInterval(() => {}, 1000)`, {
      onOutput: (_stdout, kill) => kill('SIGTERM'),
    })
    expect(ended).toMatchObject({ code: null, signal: 'SIGTERM', stderr: PRINTED, codes: CODES })
    expect(ended.end).toMatchObject({ exit_code: null, signal: 'SIGTERM' })
    expect(readdirSync(ended.folder).toSorted()).toEqual(['.smonitor', 'app.mjs', 'bundle'])
  })

  test('by itself, when the program takes the signal over', async () => {
    const ended = await run(
      `${START}process.once('SIGTERM', () => { ${EMIT} clearInterval(timer); process.exitCode = 7 })
      const timer = setInterval(() => {}, 1000)
      console.log('ready')`,
      { onOutput: (_stdout, kill) => kill('SIGTERM') },
    )
    expect(ended).toMatchObject({ code: 7, signal: null, stderr: PRINTED, codes: CODES })
    expect(ended.end).toMatchObject({ exit_code: 7 })
  })

  const SIGNAL_EXIT = import.meta.resolve('signal-exit')
  const LATER = `setInterval(() => {}, 1000)\nsetTimeout(() => process.kill(process.pid, 'SIGTERM'), 50)\n`
  const DRAIN = `() => { console.log('closing'); setTimeout(() => { ${EMIT} console.log('closed'); process.exit(0) }, 100) }`

  test.each([
    ['before', `onExit(() => console.log('cleanup'))\n${START}${EMIT}${LATER}`],
    ['after', `${START}onExit(() => console.log('cleanup'))\n${EMIT}${LATER}`],
  ])('by a signal that signal-exit sends again, loaded %s the start', async (_, source) => {
    const ended = await run(`import { onExit } from '${SIGNAL_EXIT}'\n${source}`)
    expect(ended).toMatchObject({ code: null, signal: 'SIGTERM', stdout: 'cleanup\n', stderr: PRINTED })
    expect(ended.codes).toEqual(CODES)
    expect(ended.end).toMatchObject({ exit_code: null, signal: 'SIGTERM' })
  })

  test.each([
    ['once, before the start', `process.once('SIGTERM', ${DRAIN})\n${START}${LATER}`],
    ['once, after the start', `${START}process.once('SIGTERM', ${DRAIN})\n${LATER}`],
    ['by a promise', `void once(process, 'SIGTERM').then(${DRAIN})\n${START}${LATER}`],
  ])('by a shutdown of its own that listens %s', async (_, source) => {
    const ended = await run(`import { once } from 'node:events'\n${source}`)
    expect(ended).toMatchObject({ code: 0, signal: null, stdout: 'closing\nclosed\n', stderr: PRINTED })
    expect(ended.codes).toEqual(CODES)
  })

  test('by a second signal, when the program has taken the first one and listens no more', async () => {
    const ended = await run(
      `${START}process.once('SIGTERM', () => { ${EMIT} setTimeout(() => process.kill(process.pid, 'SIGTERM'), 20) })\n${LATER}`,
    )
    expect(ended).toMatchObject({ code: null, signal: 'SIGTERM', stderr: PRINTED, codes: CODES })
  })

  test('when what is emitted during the flush of the natural end is emitted too', async () => {
    const ended = await run(`${START}process.once('beforeExit', () => setTimeout(() => {${EMIT}}, 1))`)
    expect(ended).toMatchObject({ code: 0, stderr: PRINTED, codes: CODES })
  })
})

test('a start that fails takes nothing: not the globals of OTel, no file, no folder, no bundle', async () => {
  const { stdout, end } = await run(`
    const attempt = (options) => {
      try {
        startSmonitor(options)
      } catch (error) {
        console.log(error.code, error.message)
      }
    }
    attempt({ json: 'app.mjs/x.jsonl', bundle: 'bundle' })
    attempt({ bundle: '.' })
    process.env.OTEL_LOGS_EXPORTER = 'paper'
    attempt({ bundle: 'bundle' })
    delete process.env.OTEL_LOGS_EXPORTER
    const smonitor = startSmonitor()
    console.log(smonitor.profile)
  `)
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/^SMON-E108 The file app\.mjs\/x\.jsonl cannot be opened for diagnostics: E/),
    expect.stringMatching(
      /^SMON-E104 The bundle of this run could not be written\. The folder \. holds app\.mjs/,
    ),
    'SMON-E102 OTEL_LOGS_EXPORTER is "paper", which is not valid.',
    'user',
    '',
  ])
  expect(end).toBeUndefined()
})
