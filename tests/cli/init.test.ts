import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createPackedProject } from '../helpers/packed-project.ts'
import { runNode, runSmonitor } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeFiles } from '../helpers/write-files.ts'

const TSC = resolve(import.meta.dirname, '../../node_modules/typescript/bin/tsc')

const packed = createPackedProject()
afterAll(() => rmSync(packed, { recursive: true }))

/** A project as `npm install` leaves it, in a folder of its own. */
function freshProject(files: Readonly<Record<string, unknown>>): string {
  const folder = join(tempFolder(), 'my-shop')
  mkdirSync(folder)
  symlinkSync(join(packed, 'node_modules'), join(folder, 'node_modules'))
  writeFiles(folder, files)
  return folder
}

/** What `tsc --init` writes, in what matters here. */
const TSCONFIG = {
  compilerOptions: {
    module: 'nodenext',
    target: 'esnext',
    types: [],
    allowJs: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    isolatedModules: true,
    skipLibCheck: true,
    noEmit: true,
  },
}
const MODULE = { name: 'my-shop', type: 'module' }

describe('smonitor init', () => {
  test.each<[string, Record<string, unknown>, string[], string[]]>([
    [
      'in an ES module',
      { 'package.json': MODULE, 'tsconfig.json': TSCONFIG },
      [],
      ['smonitor.config.ts', 'diagnostics.ts'],
    ],
    [
      'in an ES module whose imports end in .ts',
      {
        'package.json': MODULE,
        'tsconfig.json': {
          compilerOptions: { ...TSCONFIG.compilerOptions, allowImportingTsExtensions: true },
        },
      },
      [],
      ['smonitor.config.ts', 'diagnostics.ts'],
    ],
    [
      'in a package that does not say what it is',
      { 'package.json': { name: '@films/my-shop' }, 'tsconfig.json': TSCONFIG },
      [],
      ['smonitor.config.mts', 'diagnostics.mts'],
    ],
    [
      'as JSON',
      { 'package.json': MODULE, 'tsconfig.json': TSCONFIG },
      ['--json'],
      ['smonitor.config.json', 'diagnostics.js'],
    ],
    [
      'as JSON in CommonJS',
      { 'package.json': { type: 'commonjs' } },
      ['--json'],
      ['smonitor.config.json', 'diagnostics.mjs'],
    ],
  ])(
    'writes what compiles, is valid and runs: %s',
    async (_where, files, args, [config = '', catalog = '']) => {
      const cwd = freshProject(files)
      const init = await runSmonitor(['init', ...args], { cwd })
      expect(init).toMatchObject({ code: 0, stderr: '' })
      expect(
        readdirSync(cwd)
          .filter((name) => !(name in files) && name !== 'node_modules')
          .toSorted(),
      ).toEqual([catalog, config].toSorted())
      if (existsSync(join(cwd, 'tsconfig.json'))) {
        const { stdout } = spawnSync(process.execPath, [TSC, '-p', cwd], { encoding: 'utf8' })
        expect(stdout).toBe('')
      }
      const cli = join(packed, 'node_modules/.bin/smonitor')
      expect(await runNode([cli, 'validate'], { cwd })).toMatchObject({
        code: 0,
        // A library is begun without pages.
        stdout: expect.stringMatching(
          / is valid(?:\.\n$|: 1 warning\.\n\nThe catalog .* has codes without a page: )/,
        ) as string,
      })
      writeFiles(cwd, {
        'app.mjs': `import { diagnostics } from './${catalog}'\ndiagnostics.emit('SHOP-W001', { path: 'a.csv', reason: 'it is empty' })\n`,
      })
      const run = await runNode(['--import', 'smonitor/register', 'app.mjs'], { cwd })
      expect(run).toMatchObject({
        code: 0,
        stdout: '',
        stderr:
          'Warning: The file a.csv was skipped: it is empty. (SHOP-W001)\n  What to do: Correct the file, or leave it out.\n',
      })
      const staging = await runNode(['--import', 'smonitor/register', 'app.mjs'], {
        cwd,
        env: { SMONITOR_PROFILE: 'staging' },
      })
      expect(staging.stderr).toMatch(/^\[SHOP-W001\] WARNING /)
    },
  )

  test('says what to do next, first what to install', async () => {
    const cwd = join(tempFolder(), 'my-shop')
    writeFiles(cwd, { 'package.json': MODULE })
    const { stdout } = await runSmonitor(['init'], { cwd })
    expect(stdout).toMatchInlineSnapshot(`
      "Wrote smonitor.config.ts and diagnostics.ts.

      1. Install what is missing:
           npm install smonitor @opentelemetry/api @opentelemetry/sdk-node

      2. Say what happens, where it happens:
           import { diagnostics } from './diagnostics.ts'
           diagnostics.emit('SHOP-W001', { path: 'a.csv', reason: 'it is empty' })

      3. Run the program with smonitor switched on:
           node --import smonitor/register app.js

      4. See every setting, and check the config:
           npx smonitor check
           npx smonitor validate
      "
    `)
  })

  test('names the catalog in that as the project imports it', async () => {
    const cwd = join(tempFolder(), 'my-shop')
    writeFiles(cwd, { 'package.json': MODULE, 'tsconfig.json': TSCONFIG })
    const { stdout } = await runSmonitor(['init'], { cwd })
    expect(stdout).toContain("import { diagnostics } from './diagnostics.js'")
    expect(readFileSync(join(cwd, 'smonitor.config.ts'), 'utf8')).toContain("from './diagnostics.js'")
  })

  test.each([
    [
      ['smonitor.config.ts'],
      [],
      'smonitor.config.ts is there already',
      'Change it, or replace it with --force.',
    ],
    [['diagnostics.ts'], [], 'diagnostics.ts is there already', 'Change it, or replace it with --force.'],
    [
      ['smonitor.config.json'],
      ['--force'],
      'smonitor.config.json is there already',
      'Change it, or delete it first: only one of the two would be read.',
    ],
  ])('writes nothing where %j is there: %j', async (names, args, reason, remedy) => {
    const cwd = tempFolder()
    writeFiles(cwd, { 'package.json': MODULE, ...Object.fromEntries(names.map((name) => [name, 'mine'])) })
    expect(await runSmonitor(['init', ...args], { cwd })).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr: `Nothing was written: ${reason}. (SMON-E112)\n  What to do: ${remedy}\n`,
    })
    expect(readdirSync(cwd).toSorted()).toEqual(['package.json', ...names].toSorted())
    expect(readFileSync(join(cwd, names[0] ?? ''), 'utf8')).toBe('mine')
  })

  test('replaces its files with --force', async () => {
    const cwd = tempFolder()
    writeFiles(cwd, { 'package.json': MODULE, 'smonitor.config.ts': 'mine', 'diagnostics.ts': 'mine' })
    expect(await runSmonitor(['init', '--force'], { cwd })).toMatchObject({ code: 0, stderr: '' })
    expect(readFileSync(join(cwd, 'smonitor.config.ts'), 'utf8')).toContain('defineConfig')
  })
})
