import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createPackedProject } from './helpers/packed-project.ts'

const ROOT = resolve(import.meta.dirname, '..')
const { exports: map } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly exports: Record<string, unknown>
}
/** It acts, in Vitest only: tests/testing/runners.test.ts has it there. */
const VITEST_ONLY = 'smonitor/testing/vitest'
const subpaths = Object.keys(map)
  .filter((name) => !name.endsWith('.json'))
  .map((name) => name.replace('.', 'smonitor'))
  .filter((name) => name !== VITEST_ONLY)

describe('the packed package', () => {
  const project = createPackedProject()
  const imports = subpaths.map(
    (name, at) => `import * as module${at} from '${name}'\nexport { module${at} }\n`,
  )

  test.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])(
    'compiles in a strict project of module %s with nothing skipped and no types of Node',
    (module, moduleResolution) => {
      writeFileSync(join(project, 'consumer.ts'), imports.join(''))
      const compilerOptions = {
        target: 'es2023',
        lib: ['es2023', 'dom'],
        module,
        moduleResolution,
        types: [],
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
      }
      writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
      writeFileSync(
        join(project, 'tsconfig.json'),
        JSON.stringify({ compilerOptions, files: ['consumer.ts'] }),
      )
      const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
      const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' })
      expect(stdout).toBe('')
      expect(status).toBe(0)
    },
  )

  test('does nothing when it is imported, apart from smonitor/register', () => {
    const names = subpaths.filter((name) => name !== 'smonitor/register')
    const program = `
      const before = [...Object.getOwnPropertyNames(globalThis), ...process.eventNames()]
      for (const name of ${JSON.stringify(names)}) await import(name)
      const after = [...Object.getOwnPropertyNames(globalThis), ...process.eventNames()]
      const providers = Object.keys(globalThis[Symbol.for('opentelemetry.js.api.1')] ?? {})
      console.log(JSON.stringify({ new: after.filter((name) => !before.includes(name)), providers }))`
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: project,
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({ new: [], providers: [] })
  })

  test('has the schema of the config, for editors and for programs', () => {
    const program = `
      const { $schema, properties } = require('smonitor/schemas/config.schema.json')
      console.log(JSON.stringify([$schema, Object.keys(properties).includes('profile')]))`
    const { stdout } = spawnSync(process.execPath, ['--input-type=commonjs', '-e', program], {
      cwd: project,
      encoding: 'utf8',
    })
    expect(stdout).toBe('["http://json-schema.org/draft-07/schema#",true]\n')
    expect(existsSync(join(project, 'node_modules/smonitor/schemas/config.schema.json'))).toBe(true)
    expect(readdirSync(join(project, 'node_modules/smonitor/schemas')).toSorted()).toEqual([
      'agent-payload.schema.json',
      'bundle.schema.json',
      'config.schema.json',
      'event.schema.json',
      'policy.schema.json',
    ])
  })

  test('has the standards kit, and what it links to', () => {
    const own = join(project, 'node_modules/smonitor')
    const kit = readdirSync(join(own, 'standards'), { recursive: true, encoding: 'utf8' })
    expect(kit.toSorted()).toEqual([
      'ADOPTION-CHECKLIST.md',
      'END-USER.md',
      'GUIDE.md',
      'README.md',
      'RESCUE-CARD.md',
      'templates',
      'templates/bug-report.yml',
      'templates/diagnostics.yml',
      'templates/pull-request.md',
    ])
    const links = kit
      .filter((name) => name.endsWith('.md'))
      .flatMap((name) => [
        ...readFileSync(join(own, 'standards', name), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g),
      ])
    expect(links.length).toBeGreaterThan(10)
    expect(links.filter(([, path = '']) => !existsSync(join(own, 'standards', path)))).toEqual([])
  })

  test('has every page and file that its pages link to', () => {
    const own = join(project, 'node_modules/smonitor')
    const pages = readdirSync(own, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.md'),
    )
    const links = pages
      // How to work on the repository is about what is there and nowhere else.
      .filter((name) => name !== 'CONTRIBUTING.md')
      .flatMap((page) => {
        const prose = readFileSync(join(own, page), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '')
        return [...prose.matchAll(/\]\((?!https?:|mailto:)([^)#\s]+)/g)].map(([, path = '']) => ({
          page,
          path,
        }))
      })
    expect(links.length).toBeGreaterThan(200)
    expect(links.filter(({ page, path }) => !existsSync(join(own, dirname(page), path)))).toEqual([])
  })

  test('can be required from CommonJS, every subpath', () => {
    const program = `console.log(${JSON.stringify(subpaths.filter((name) => name !== 'smonitor/register'))}.map((name) => Object.keys(require(name)).length > 0).join())`
    const { stdout } = spawnSync(process.execPath, ['--input-type=commonjs', '-e', program], {
      cwd: project,
      encoding: 'utf8',
    })
    expect(stdout).toBe(
      `${subpaths
        .slice(1)
        .map(() => 'true')
        .join()}\n`,
    )
  })
})
