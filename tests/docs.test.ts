import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync, rmSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { writeBundle } from '../src/bundle/write-bundle.ts'
import { ownDiagnostics } from '../src/setup/own-diagnostics.ts'
import { METADATA } from '../src/setup/settings/find-config.ts'
import { listFiles, listPages } from './helpers/list-pages.ts'
import { createPackedProject } from './helpers/packed-project.ts'
import { runNode } from './helpers/run-process.ts'
import { sampleEvent } from './helpers/sample-event.ts'
import { sampleRun } from './helpers/sample-run.ts'
import { unknownFlags } from './helpers/unknown-flags.ts'
import { writeFiles } from './helpers/write-files.ts'

const ROOT = resolve(import.meta.dirname, '..')
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Record<string, string>
  readonly peerDependencies: Record<string, string>
}

const MOLSYS_CODES = {
  'MSM-W010': {
    level: 'warn',
    title: 'Selection ambiguous',
    message: 'Selection {selection} is ambiguous.',
    hint: 'Use a more specific selection, for example {example}.',
  },
}

interface Block {
  readonly file: string
  readonly line: number
  /** The language, then `key=value` marks. */
  readonly info: string
  readonly text: string
}

const validateConfig = new Ajv({ strict: false }).compile(
  JSON.parse(readFileSync(join(ROOT, 'schemas/config.schema.json'), 'utf8')) as object,
)
const pages = listPages()
const blocks = pages.flatMap(blocksOf)
const examples = ['src', 'exporters']
  .flatMap((folder) => listFiles(join(ROOT, folder), '.ts'))
  .flatMap(examplesOf)

const typescript = [...blocks.filter(({ info }) => info.startsWith('ts')), ...examples].map((block, at) => ({
  block,
  where: `${relative(ROOT, block.file)}:${block.line}`,
  path: join(
    block.file.slice(ROOT.length).replaceAll(/[^\w]/g, '_'),
    markOf(block, 'file') ?? `block-${at}.ts`,
  ),
}))

// X13: the documentation of the Python library shows calls that its code does not have.
describe('every code block', () => {
  const project = createPackedProject()

  test('is of a kind that is checked here', () => {
    const kinds = new Set(blocks.map(({ info }) => info.split(' ')[0]))
    expect(
      [...kinds].filter((kind) => !['js', 'json', 'ts', 'sh', 'text', 'yaml'].includes(kind ?? '')),
    ).toEqual([])
  })

  test('of TypeScript compiles, in the docs and in the comments', () => {
    for (const { block, path } of typescript) {
      mkdirSync(dirname(join(project, 'ts', path)), { recursive: true })
      writeFileSync(join(project, 'ts', path), `${block.text}\nexport {}\n`)
    }
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(TSCONFIG))
    const { stdout } = spawnSync(
      process.execPath,
      [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', project],
      {
        encoding: 'utf8',
      },
    )
    expect(stdout).toBe('')
    expect(typescript.length).toBeGreaterThan(15)

    // The bundles that the examples read.
    const events = [sampleEvent({ level: 'ERROR' }), sampleEvent()]
    const end = { ended_at: '2026-03-01T10:01:00.000Z', exit_code: 0, signal: null }
    for (const folder of ['out/bundle', 'out/demo/bundle', 'out/good']) {
      writeBundle(join(project, folder), { run: sampleRun(), end, catalogs: [], events })
    }
    const fixtures = 'tests/fixtures/python-bundles'
    cpSync(join(ROOT, fixtures), join(project, fixtures), { recursive: true })
    writeFiles(project, APP)
  })

  test.concurrent.each(typescript.filter(({ block }) => !block.info.includes('no-run')))(
    'of TypeScript runs: $where',
    async ({ path }) => {
      const compiled = join('js', path.replace(/ts$/, 'js'))
      const { code, stderr } = await runNode([compiled], { cwd: project, env: { HOME: project } })
      expect(code, stderr).toBe(0)
    },
  )

  test.each(
    blocks.filter(({ info }) => info.startsWith('json')).map((block) => [whereOf(block), block] as const),
  )('of JSON at %s is a config that is valid, or a part of one', (_where, { text }) => {
    const config = JSON.parse(text) as { readonly smonitor?: object }
    const settings = Object.entries(config.smonitor ?? config).filter(([key]) => !METADATA.includes(key))
    validateConfig(Object.fromEntries(settings))
    expect(validateConfig.errors ?? []).toEqual([])
  })

  // oxlint-disable-next-line vitest/expect-expect -- checkCommand expects
  test.each(
    pages
      .filter((page) => blocksOf(page).some(({ info }) => info.startsWith('sh')))
      .map((page) => [relative(ROOT, page), page]),
  )('of a shell in %s does what the page says', (_name, page) => {
    const list = blocksOf(page)
    for (const block of list) {
      const file = markOf(block, 'file')
      if (file !== undefined && /^(js|json) /.test(block.info)) writeFiles(project, { [file]: block.text })
    }
    // The kit is for whoever has a program, and a run of it.
    if (page.includes('/standards/')) runShell('node --import smonitor/register app.js', project)
    for (const [at, block] of list.entries()) {
      if (block.info.startsWith('sh')) checkCommand(block, list[at + 1], project)
    }
  })
})

describe('the pages', () => {
  test.each(Object.keys(ownDiagnostics.codes))('explain %s under the same headings', (code) => {
    const page = readFileSync(join(ROOT, `docs/codes/${code}.md`), 'utf8')
    expect(page.match(/^#+ .*$/gm)).toEqual([
      `# ${code}: ${ownDiagnostics.codes[code as 'SMON-E101'].title}`,
      '## What happened',
      '## Why',
      '## How to fix it',
      '## Example output',
    ])
    expect(readFileSync(join(ROOT, 'docs/codes/README.md'), 'utf8')).toContain(`[${code}](${code}.md)`)
  })

  test('name the fields of an event, all and no others', () => {
    const page = readFileSync(join(ROOT, 'docs/bundle.md'), 'utf8')
    const table = page.slice(page.indexOf('## A line of events.jsonl'), page.indexOf('Texts are cut'))
    const named = [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell]) => cell?.match(/\w+/g) ?? [])
    expect(named.toSorted()).toEqual(Object.keys(sampleEvent({ otel: {} })).toSorted())
  })
})

/** Runs a command line of a page and compares its output with the text block that follows, if one does. */
function checkCommand(block: Block, next: Block | undefined, project: string): void {
  for (const line of block.text.trim().split('\n')) {
    if (isAboutTheRepository(line)) continue
    if (block.info.includes('no-run')) {
      expect(line).toMatch(
        /^(?:[A-Z_]+=\S+ )*(?:node (?:--import \S+ )*--import smonitor\/register|npx smonitor) /,
      )
      if (line.startsWith('npx')) expect(unknownFlags(line), line).toEqual([])
      continue
    }
    // A page shows several ways to the same file, of which a reader takes one.
    const out = /--out (\S+\.tar\.gz)/.exec(line)?.[1]
    if (out !== undefined) rmSync(join(project, out), { force: true })
    const { status, stdout, stderr } = runShell(line, project)
    const where = `${relative(ROOT, block.file)}:${block.line}: ${line}\n${stderr}`
    expect(status, where).toBe(Number(markOf(block, 'exit') ?? 0))
    if (next?.info === 'text') expect(`${stderr}${stdout}`, where).toMatch(toPattern(next.text))
  }
}

function runShell(line: string, project: string): SpawnSyncReturns<string> {
  return spawnSync('sh', ['-c', line], {
    cwd: project,
    encoding: 'utf8',
    env: {
      PATH: `${dirname(process.execPath)}:${join(project, 'node_modules/.bin')}:/usr/bin:/bin`,
      HOME: project,
    },
  })
}

/** Commands for a clone of the repository: CI runs them as they are; here their parts have to exist. */
function isAboutTheRepository(line: string): boolean {
  const install = /^npm install (?!-)(.+)$/.exec(line)
  if (install !== null) {
    const known = ['smonitor', ...Object.keys(manifest.peerDependencies)]
    expect(install[1]?.split(' ').filter((name) => !known.includes(name))).toEqual([])
    return true
  }
  if (line.startsWith('node semconv/')) return true
  const parts = line.split(' && ')
  if (!parts.every((part) => /^npm (ci|test|run [\w:]+)$/.test(part))) return false
  const scripts = parts.map((part) => part.split(' ').at(-1) ?? '').filter((name) => name !== 'ci')
  expect(scripts.filter((name) => manifest.scripts[name] === undefined)).toEqual([])
  return true
}

/** In an expected output, `…` stands for anything. */
function toPattern(text: string): RegExp {
  const parts = text
    .trim()
    .split('…')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(parts.join('[\\s\\S]*?'))
}

function blocksOf(file: string): Block[] {
  const found: Block[] = []
  let open: { info: string; line: number; lines: string[] } | undefined
  for (const [at, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (open === undefined && /^```\S/.test(line))
      open = { info: line.slice(3).trim(), line: at + 1, lines: [] }
    else if (open !== undefined && line === '```') {
      found.push({ file, line: open.line, info: open.info, text: `${open.lines.join('\n')}\n` })
      open = undefined
    } else open?.lines.push(line)
  }
  return found
}

/** The examples in the comments of exported things. */
function examplesOf(file: string): Block[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/^ *\* ```ts\n([\s\S]*?)^ *\* ```$/gm)].map((match) => ({
    file,
    line: text.slice(0, match.index).split('\n').length,
    info: 'ts',
    text: (match[1] ?? '').replaceAll(/^ *\* ?/gm, ''),
  }))
}

function whereOf({ file, line }: Block): string {
  return `${relative(ROOT, file)}:${line}`
}

function markOf({ info }: Block, key: string): string | undefined {
  return info
    .split(' ')
    .find((mark) => mark.startsWith(`${key}=`))
    ?.slice(key.length + 1)
}

/** The program of the pages that have none of their own, and the library that it uses. */
const APP = {
  'app.js': `import { select } from 'molsys'\nselect('all')\n`,
  'node_modules/molsys/package.json': {
    name: 'molsys',
    version: '2.1.0',
    type: 'module',
    exports: './index.js',
    smonitor: { catalog: 'catalog.json' },
  },
  'node_modules/molsys/catalog.json': { name: 'molsys', version: '2.1.0', codes: MOLSYS_CODES },
  'node_modules/molsys/index.js': `
    import { defineCatalog } from 'smonitor'
    const molsys = defineCatalog({ name: 'molsys', version: '2.1.0', codes: ${JSON.stringify(MOLSYS_CODES)} })
    export const select = molsys.signal('molsys.select', (selection) => {
      molsys.emit('MSM-W010', { selection, example: 'name == "CA"' })
    })`,
}

const TSCONFIG = {
  compilerOptions: {
    target: 'es2023',
    lib: ['es2023'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    rewriteRelativeImportExtensions: true,
    rootDir: 'ts',
    outDir: 'js',
    skipLibCheck: true,
  },
  include: ['ts'],
}
