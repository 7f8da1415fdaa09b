import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { writeBundle } from '../../src/bundle/write-bundle.ts'
import { runSmonitor } from '../helpers/run-process.ts'
import { sampleInput } from '../helpers/sample-bundle.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import { sampleRun } from '../helpers/sample-run.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeFiles } from '../helpers/write-files.ts'

const films = {
  name: 'films',
  version: '1.0.0',
  codes: {
    'FILM-W001': {
      level: 'warn',
      title: 'Year missing',
      message: 'The film {id} has no year.',
      hint: 'Add it.',
    },
  },
}
const rows = { codes: { 'ROW-E001': { level: 'error', message: 'No row {id}.' } } }

/** A project with a config, and three packages of which two declare a catalog. */
function createProject(): string {
  const cwd = tempFolder()
  writeFiles(cwd, {
    '.git/HEAD': '',
    'package.json': { name: 'shop' },
    'smonitor.config.json': { catalogs: [films] },
    'node_modules/@db/rows/package.json': {
      name: '@db/rows',
      version: '3.0.0',
      bugs: 'https://rows.example/issues',
      // Nothing of a package is run: this would show.
      main: 'index.js',
      smonitor: { catalog: './catalog.json' },
    },
    'node_modules/@db/rows/index.js': 'throw new Error("It was run.")',
    'node_modules/@db/rows/catalog.json': { name: '@db/rows', ...rows },
    'node_modules/plain/package.json': { name: 'plain' },
    'node_modules/sly/package.json': { name: 'sly', smonitor: { catalog: '../../../etc/passwd' } },
  })
  return cwd
}

describe('smonitor catalog', () => {
  test('prints the catalogs of the config and of packages, and says what it left out', async () => {
    const { code, stdout, stderr } = await runSmonitor(['catalog'], { cwd: createProject() })
    expect(code).toBe(0)
    expect(stdout).toContain('# Diagnostics of films 1.0.0')
    expect(stdout).toContain('| `ROW-E001` | error |')
    expect(stderr).toBe(
      'Left out: node_modules/sly/package.json names a catalog outside of its package: ../../../etc/passwd.\n',
    )
  })

  test('prints one of them as JSON, which is a catalog again', async () => {
    const cwd = createProject()
    const { stdout } = await runSmonitor(['catalog', '--name', '@db/rows', '--json'], { cwd })
    writeFiles(cwd, { 'rows.json': JSON.parse(stdout) })
    expect(JSON.parse(stdout)).toMatchObject([
      { name: '@db/rows', version: '3.0.0', links: { issues: 'https://rows.example/issues' } },
    ])
    expect((await runSmonitor(['catalog', '--file', 'rows.json'], { cwd })).stdout).toContain('`ROW-E001`')
    expect((await runSmonitor(['catalog', 'diff', 'rows.json', 'rows.json'], { cwd })).code).toBe(0)
  })

  test('writes a page for each code, and nothing outside of the folder', async () => {
    const cwd = createProject()
    writeFiles(cwd, { 'odd.json': { name: '../x', codes: { 'X-W001': { level: 'warn', message: 'Odd.' } } } })
    expect(await runSmonitor(['catalog', '--out', 'pages'], { cwd })).toMatchObject({ code: 0, stdout: '' })
    expect(readFileSync(join(cwd, 'pages/films/FILM-W001.md'), 'utf8')).toContain('# FILM-W001: Year missing')
    expect(readFileSync(join(cwd, 'pages/@db_rows/README.md'), 'utf8')).toContain('ROW-E001')
    const weaver = await runSmonitor(['catalog', '--file', 'odd.json', '--format', 'weaver', '--out', 'w'], {
      cwd,
    })
    expect(weaver).toMatchObject({ code: 0, stderr: 'Wrote 2 files to w.\n' })
    expect(readFileSync(join(cwd, 'w/registry/diagnostics.yaml'), 'utf8')).toContain('x.x_w001')
  })

  test.each([
    [
      ['catalog', '--name', 'none'],
      'There is no catalog of none here. Known are those of films, @db/rows. (SMON-E128)',
    ],
    [['catalog', '--file', 'package.json'], 'There is no catalog in package.json:'],
    [['catalog', '--file', 'no.json'], '(SMON-E127)'],
    [['catalog', '--from', 'no'], '(SMON-E107)'],
  ])('refuses what it cannot find: %j', async (args, message) => {
    const { code, stderr } = await runSmonitor(args, { cwd: createProject() })
    expect(code).toBe(1)
    expect(stderr).toContain(message)
  })
})

describe('smonitor catalog diff', () => {
  test('ends with 3 when a code is gone', async () => {
    const cwd = tempFolder()
    writeFiles(cwd, { 'a.json': films, 'b.json': { ...films, version: '2.0.0', codes: {} } })
    const { code, stdout } = await runSmonitor(['catalog', 'diff', 'a.json', 'b.json'], { cwd })
    expect(code).toBe(3)
    expect(stdout).toContain('films 1.0.0 → films 2.0.0: 1 change, and some break others.')
    expect(stdout).toContain('BREAKS  FILM-W001  removed:')
    const json = await runSmonitor(['catalog', 'diff', 'b.json', 'a.json', '--json'], { cwd })
    expect(json.code).toBe(0)
    expect(JSON.parse(json.stdout)).toMatchObject({ schema: 'smonitor.catalog-diff/1', isBreaking: false })
  })
})

describe('the package.json of a library that declares its catalog', () => {
  test('is no config', async () => {
    const cwd = tempFolder()
    const smonitor = { catalog: 'catalog.json' }
    writeFiles(cwd, { '.git/HEAD': '', 'package.json': { name: 'films', smonitor }, 'catalog.json': films })
    expect((await runSmonitor(['catalog'], { cwd })).stdout).toContain('FILM-W001')
    expect((await runSmonitor(['check'], { cwd })).stdout).toContain('Config:  none')
  })
})

describe('a library that publishes its catalog', () => {
  const entry = pathToFileURL(resolve(import.meta.dirname, '../../dist/src/index.js'))

  function createLibrary(codes: Record<string, object>): string {
    const cwd = tempFolder()
    const manifest = {
      name: 'rows',
      version: '2.0.0',
      type: 'module',
      smonitor: { docUrl: 'https://rows.example', catalog: 'catalog.json' },
    }
    const definition = `{ package: ${JSON.stringify(manifest)}, docs: 'https://rows.example/{code}', codes: ${JSON.stringify(codes)} }`
    writeFiles(cwd, {
      '.git/HEAD': '',
      'package.json': manifest,
      'smonitor.config.js': `import { defineCatalog } from '${entry.href}'\nexport default { catalogs: [defineCatalog(${definition})] }`,
    })
    return cwd
  }

  test('gets all that it declares in the file, and nothing that is no data', async () => {
    const cwd = createLibrary(rows.codes)
    expect(await runSmonitor(['catalog', '--json', '--out', '.'], { cwd })).toMatchObject({ code: 0 })
    expect(JSON.parse(readFileSync(join(cwd, 'catalog.json'), 'utf8'))).toEqual({
      name: 'rows',
      version: '2.0.0',
      docs: 'https://rows.example/{code}',
      links: { docs: 'https://rows.example' },
      codes: rows.codes,
    })
  })

  test('compares what it publishes next with what it has published', async () => {
    const cwd = createLibrary({ 'ROW-E002': { level: 'error', message: 'No table {id}.' } })
    writeFiles(cwd, { 'catalog.json': { name: 'rows', ...rows } })
    const next = await runSmonitor(['catalog', '--json'], { cwd })
    writeFiles(cwd, { 'next.json': JSON.parse(next.stdout) })
    const { code, stdout } = await runSmonitor(['catalog', 'diff', 'catalog.json', 'next.json'], { cwd })
    expect(code).toBe(3)
    expect(stdout).toContain('BREAKS  ROW-E001')
  })
})

describe('smonitor explain', () => {
  test('tells what a code of a package means, without running the package', async () => {
    const { code, stdout } = await runSmonitor(['explain', 'ROW-E001'], { cwd: createProject() })
    expect(code).toBe(0)
    expect(stdout).toMatchInlineSnapshot(`
      "ROW-E001  (error, @db/rows 3.0.0)

        what       No row {id}.
        params     id
        report it  https://rows.example/issues
        found in   node_modules/@db/rows/package.json
      "
    `)
  })

  test('tells of a bundle how often it is there', async () => {
    const cwd = tempFolder()
    const end = { ended_at: '', exit_code: 0, signal: null }
    const event = sampleEvent({ code: 'FILM-W001' })
    writeBundle(join(cwd, 'b'), {
      run: sampleRun(),
      end,
      catalogs: [films as never],
      events: [event, event],
    })
    const { stdout } = await runSmonitor(['explain', 'FILM-W001', '--from', 'b', '--json'], { cwd })
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'smonitor.code/1', seen: 2, params: ['id'] })
  })

  test('refuses a code that nobody has, and names the nearest', async () => {
    const { code, stderr } = await runSmonitor(['explain', 'FILM-W01'], { cwd: createProject() })
    expect(code).toBe(1)
    expect(stderr).toContain('There is no code FILM-W01 here. Perhaps FILM-W001 is meant. (SMON-E128)')
  })

  test('knows the codes of smonitor itself in any folder, and beside the catalogs of a bundle', async () => {
    const cwd = tempFolder()
    writeBundle(join(cwd, 'b'), sampleInput(['one']))
    for (const more of [[], ['--from', 'b']]) {
      const { code, stdout } = await runSmonitor(['explain', 'SMON-E104', ...more], { cwd })
      expect(code).toBe(0)
      expect(stdout).toContain('SMON-E104  Bundle not written  (error, smonitor')
      expect(stdout).toContain('found in  smonitor itself')
    }
    const { stderr } = await runSmonitor(['explain', 'SMON-E1040'], { cwd })
    expect(stderr).toContain('There is no code SMON-E1040 here. Perhaps SMON-E104 is meant.')
  })

  test('says of a code that a catalog may have which could not be read why that is', async () => {
    const cwd = tempFolder()
    writeFiles(cwd, {
      'package.json': { name: 'films', version: '1.0.0', smonitor: { catalog: 'catalog.json' } },
    })
    const { code, stderr } = await runSmonitor(['explain', 'PCL-E002'], { cwd })
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /There is no code PCL-E002 here\. .*catalog\.json.*no such file.*Only smonitor's own/s,
    )
  })

  test('says which codes there are, for one that is like none of them', async () => {
    const [none, some] = await Promise.all(
      [tempFolder(), createProject()].map((cwd) => runSmonitor(['explain', 'ZZZZZZZZZZZZ'], { cwd })),
    )
    expect(none?.stderr).toContain("There is no code ZZZZZZZZZZZZ here. Only smonitor's own codes are known.")
    expect(some?.stderr).toContain('Known are FILM-W001, ROW-E001.')
  })
})
