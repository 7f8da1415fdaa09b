import { spawnSync } from 'node:child_process'
import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPackedProject } from '../helpers/packed-project.ts'
import { runNode } from '../helpers/run-process.ts'

const ROOT = resolve(import.meta.dirname, '../..')

const CATALOG = `
import { defineCatalog } from 'smonitor'
export const films = defineCatalog({
  name: 'films',
  codes: {
    'MOV-W010': { level: 'warn', message: 'The film {id} has no title.' },
    'MOV-W020': { level: 'warn', message: 'Slow.' },
  },
})
`

let project: string
beforeAll(() => {
  project = createPackedProject()
  symlinkSync(join(ROOT, 'node_modules/vitest'), join(project, 'node_modules/vitest'))
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(project, 'films.ts'), CATALOG)
})
afterAll(() => rmSync(project, { recursive: true }))

test('Vitest has the matchers from a setup file, typed, and shows what was emitted instead', async () => {
  writeFileSync(
    join(project, 'vitest.config.ts'),
    `export default { test: { include: ['*.spec.ts'], setupFiles: ['smonitor/testing/vitest'] } }`,
  )
  writeFileSync(
    join(project, 'films.spec.ts'),
    `
    import { afterEach, beforeEach, expect, test } from 'vitest'
    import { createRecorder, expectDiagnostic, type Recorder } from 'smonitor/testing'
    import { films } from './films.ts'

    let recorder: Recorder
    beforeEach(() => { recorder = createRecorder() })
    afterEach(() => recorder.stop())

    test('passes', async () => {
      films.emit('MOV-W010', { id: 'f1' })
      expect(recorder).toHaveEmitted('MOV-W010', { id: expect.any(String) })
      expect(recorder).toHaveEmittedOnly('MOV-W010')
      const observed = await expectDiagnostic(async () => films.emit('MOV-W020'), 'MOV-W020')
      expect(observed.message).toBe('Slow.')
    })
    test('fails', () => {
      films.emit('MOV-W010', { id: 'f1' })
      expect(recorder).toHaveEmitted('MOV-W020')
    })
    test('fails too', () => {
      expectDiagnostic(() => films.emit('MOV-W010', { id: 'f1' }), 'MOV-W020')
    })`,
  )
  const { code, stdout, stderr } = await runNode([join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run'], {
    cwd: project,
    env: { NO_COLOR: '1', CI: '1' },
  })
  const output = `${stdout}${stderr}`
  expect(code).toBe(1)
  expect(output).toContain('Expected MOV-W020 to be emitted.\nThe nearest that was emitted is MOV-W010.')
  expect(output).toContain('MOV-W010 WARNING films: The film f1 has no title. {"id":"f1"}')
  expect(output).toMatch(/2 failed \| 1 passed/)

  const compilerOptions = {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    types: ['node'],
  }
  const files = ['films.spec.ts', 'setup.ts']
  writeFileSync(join(project, 'setup.ts'), `import 'smonitor/testing/vitest'\n`)
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  expect(spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' }).stdout).toBe('')
  writeFileSync(
    join(project, 'setup.ts'),
    `import 'smonitor/testing/vitest'\nimport { expect } from 'vitest'\nexpect([]).toHaveEmitted(7)\n`,
  )
  expect(spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' }).stdout).toContain(
    "Argument of type 'number' is not assignable to parameter of type 'string'",
  )
})

test('node:test needs nothing but node:assert', async () => {
  writeFileSync(join(project, 'films.js'), CATALOG)
  writeFileSync(
    join(project, 'films.test.mjs'),
    `
    import assert from 'node:assert/strict'
    import { test } from 'node:test'
    import { createRecorder, expectDiagnostic } from 'smonitor/testing'
    import { films } from './films.js'

    test('records', () => {
      const recorder = createRecorder()
      films.emit('MOV-W010', { id: 'f1' })
      recorder.stop()
      assert.deepEqual(recorder.events.map(({ code }) => code), ['MOV-W010'])
      assert.equal(expectDiagnostic(() => films.emit('MOV-W020'), 'MOV-W020').message, 'Slow.')
      assert.throws(() => expectDiagnostic(() => {}, 'MOV-W020'), assert.AssertionError)
    })`,
  )
  const { code, stdout } = await runNode(['--test', 'films.test.mjs'], { cwd: project })
  expect({ code, stdout: code === 0 ? '' : stdout }).toEqual({ code: 0, stdout: '' })
})
