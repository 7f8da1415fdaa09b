import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isDiagnosticError } from '../../../src/record/diagnostic-brand.ts'
import { resolveSettings } from '../../../src/setup/settings/resolve-settings.ts'
import { loadConfig } from '../../../src/setup/settings/load-config.ts'
import { runNode } from '../../helpers/run-process.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'
import { writeFiles } from '../../helpers/write-files.ts'

/** Loads a file with this content; `files` are around it. */
function load(name: string, content: string, files: Readonly<Record<string, unknown>> = {}) {
  const folder = tempFolder()
  writeFiles(folder, { [name]: content, ...files })
  const path = join(folder, name)
  try {
    return { folder, value: loadConfig({ path, isPackage: name === 'package.json' }) }
  } catch (error) {
    if (!isDiagnosticError(error)) throw error
    return {
      folder,
      code: error.code,
      reason: error.params['reason'],
      hint: error.hint,
      path: error.params['path'] === path,
    }
  }
}

const ESM = { 'package.json': { type: 'module' } }
const CJS = { 'package.json': {} }

describe('a config', () => {
  test.each<[string, string, string, Record<string, unknown>]>([
    ['JSON', 'smonitor.config.json', '{ "profile": "dev" }', {}],
    ['JSON with a byte order mark', 'smonitor.config.json', '\ufeff{ "profile": "dev" }', {}],
    ['the key of a package.json', 'package.json', '{ "name": "a", "smonitor": { "profile": "dev" } }', {}],
    ['an ES module', 'smonitor.config.mjs', "export default { profile: 'dev' }", {}],
    ['an ES module by its package', 'smonitor.config.js', "export default { profile: 'dev' }", ESM],
    [
      'an ES module that imports',
      'smonitor.config.mjs',
      "import { profile } from './base.mjs'\nexport default { profile }",
      { 'base.mjs': "export const profile = 'dev'" },
    ],
    ['a CommonJS module', 'smonitor.config.js', "module.exports = { profile: 'dev' }", CJS],
    [
      'a CommonJS module that was made from an ES module',
      'smonitor.config.js',
      "exports.__esModule = true; exports.default = { profile: 'dev' }",
      CJS,
    ],
    [
      'TypeScript',
      'smonitor.config.ts',
      "const profile: string = 'dev'\nexport default { profile } as { profile: string }",
      ESM,
    ],
    [
      'TypeScript with .mts',
      'smonitor.config.mts',
      "const profile: string = 'dev'\nexport default { profile }",
      CJS,
    ],
    [
      'TypeScript in a package that does not say what it is',
      'smonitor.config.ts',
      "const profile: string = 'dev'\nexport default { profile }",
      CJS,
    ],
    [
      'TypeScript without a package',
      'smonitor.config.ts',
      "const profile: string = 'dev'\nexport default { profile }",
      {},
    ],
    [
      'TypeScript that is more than types',
      'smonitor.config.ts',
      "enum Profile { dev = 'dev' }\nexport default { profile: Profile.dev }",
      ESM,
    ],
    [
      'TypeScript that imports as Node does',
      'smonitor.config.ts',
      "import { profile } from './base.ts'\nexport default { profile }",
      { ...ESM, 'base.ts': "export const profile: string = 'dev'" },
    ],
    [
      'TypeScript that imports as tsc does',
      'smonitor.config.ts',
      "import { profile } from './base.js'\nexport default { profile }",
      { ...ESM, 'base.ts': "export const profile: string = 'dev'" },
    ],
    [
      'TypeScript that imports as bundlers do',
      'smonitor.config.ts',
      "import { profile } from './base'\nexport default { profile }",
      { ...ESM, 'base/index.ts': "export const profile: string = 'dev'" },
    ],
  ])('may be %s', (_kind, name, content, files) => {
    expect(load(name, content, files).value).toEqual({ profile: 'dev' })
  })
})

describe('TypeScript is run by Node where it can, and by jiti where it cannot', () => {
  const dist = join(import.meta.dirname, '../../../dist/src/setup/index.js')
  const config = (imports: string) =>
    `import { defineConfig } from '${dist}'\n${imports}\nexport default defineConfig({ serviceName: name as string })`
  const name = "export const name = 'shop'"

  // On a Node that leaves types out, as the one that runs the tests does.
  test.each<[string, boolean, string, Record<string, unknown>]>([
    ['a plain file', true, config("const name = 'shop'"), {}],
    ['imports with their extension', true, config("import { name } from './a.ts'"), { 'a.ts': name }],
    ['imports of JavaScript', true, config("import { name } from './a.js'"), { 'a.js': name }],
    [
      'imports that go round',
      true,
      config("import { name } from './a.ts'"),
      { 'a.ts': `import './b.mts'\n${name}`, 'b.mts': "import './a.ts'" },
    ],
    ['imports of what tsc makes', false, config("import { name } from './a.js'"), { 'a.ts': name }],
    ['imports without their extension', false, config("import { name } from './a'"), { 'a.ts': name }],
    [
      'imports of what is more than types',
      false,
      config("import { name } from './a.ts'"),
      { 'a.ts': `enum A { b }\n${name}\nexport { A }` },
    ],
    [
      'a parameter property',
      false,
      config(
        "class A { constructor(private readonly b = 'shop') {} get() { return this.b } }\nconst name = new A().get()",
      ),
      {},
    ],
    ['a namespace', false, config("namespace A { export const b = 'shop' }\nconst name = A.b"), {}],
    ['a package that does not say what it is', false, config("const name = 'shop'"), { 'package.json': {} }],
  ])('%s: %s', async (_what, isByNode, content, files) => {
    const folder = tempFolder()
    writeFiles(folder, { 'package.json': { type: 'module' }, 'smonitor.config.ts': content, ...files })
    const program = `
      import { createRequire } from 'node:module'
      import { explainConfig } from '${dist}'
      const name = explainConfig().settings.find(({ key }) => key === 'serviceName').value
      const cache = Object.keys(createRequire('${dist}').cache)
      console.log(JSON.stringify({ name, isByNode: !cache.some((path) => path.includes('jiti')) }))`
    const { stdout, stderr } = await runNode(['--input-type=module', '-e', program], { cwd: folder })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({ name: 'shop', isByNode })
  })

  test('and shares the modules of the program either way', async () => {
    const folder = tempFolder()
    writeFiles(folder, {
      'package.json': { type: 'module' },
      'shared.js': 'globalThis.evaluated = (globalThis.evaluated ?? 0) + 1\nexport const name = "shop"',
      'node.ts': config("import { name } from './shared.js'"),
      'jiti.ts': `${config("import { name } from './shared.js'")}\nenum A { b }\nexport { A }`,
      'program.mjs': `
        import { explainConfig } from '${dist}'
        import './shared.js'
        for (const configPath of ['node.ts', 'jiti.ts']) console.log(explainConfig({ configPath }).file)
        console.log(globalThis.evaluated)`,
    })
    const { stdout, stderr } = await runNode(['program.mjs'], { cwd: folder })
    expect({ stdout, stderr }).toEqual({ stdout: `${folder}/node.ts\n${folder}/jiti.ts\n1\n`, stderr: '' })
  })

  test('and neither is loaded where there is no config', async () => {
    const program = `
      import { createRequire } from 'node:module'
      import { explainConfig } from '${dist}'
      explainConfig()
      console.log(Object.keys(createRequire('${dist}').cache).length)`
    const { stdout, stderr } = await runNode(['--input-type=module', '-e', program], { cwd: tempFolder() })
    expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' })
  })
})

describe('a config that cannot be used says why, and what to do', () => {
  const json = 'Correct it: JSON takes no comments, and no comma after the last item.'
  const write = 'Write `export default defineConfig({ … })`, with defineConfig from smonitor/sdk.'
  const correct = 'Correct it; the error with its stack is the cause of this one.'

  test.each<[string, string, string, string, Record<string, unknown>?]>([
    ['smonitor.config.json', '', 'it is empty', json],
    [
      'smonitor.config.json',
      '{\n  "level": "warn",\n}',
      'line 3, column 1: Expected double-quoted property name',
      json,
    ],
    ['smonitor.config.json', '{\n  "level": warn\n}', "line 2, column 12: Unexpected token 'w'", json],
    [
      'smonitor.config.json',
      `{ "a": "${'x'.repeat(200)}",\n"b": nul }`,
      "line 2, column 9: Unexpected token ' '",
      json,
    ],
    ['smonitor.config.json', '{ "level": ', 'line 1, column 12: Unexpected end of JSON input', json],
    [
      'smonitor.config.json',
      '[]',
      'it holds a list and not an object of settings',
      'Write { "profile": "dev" }, for example.',
    ],
    [
      'smonitor.config.json',
      'null',
      'it holds null and not an object of settings',
      'Write { "profile": "dev" }, for example.',
    ],
    [
      'smonitor.config.json',
      '3',
      'it holds a number and not an object of settings',
      'Write { "profile": "dev" }, for example.',
    ],
    ['package.json', '{}', 'it has no key "smonitor"', 'Add it, as an object of settings.'],
    [
      'package.json',
      '{ "smonitor": "dev" }',
      'its key "smonitor" is not an object',
      'Make it an object of settings.',
    ],
    [
      'smonitor.config.yaml',
      'a: 1',
      'its kind is not known',
      'Name a file that ends in .json, .js, .mjs, .ts or .mts.',
    ],
    ['smonitor.config.mjs', '', 'it has no default export', write],
    ['smonitor.config.mjs', "export const profile = 'dev'", 'it has no default export', write],
    ['smonitor.config.js', 'exports.a', 'it has no default export', write, CJS],
    [
      'smonitor.config.mjs',
      'export default () => ({})',
      'its default export is a function, and nothing calls it',
      write,
    ],
    [
      'smonitor.config.mjs',
      'export default Promise.resolve({})',
      'its default export is a promise, and settings are read synchronously',
      write,
    ],
    [
      'smonitor.config.js',
      'module.exports = (async () => ({}))()',
      'its default export is a promise, and settings are read synchronously',
      write,
      CJS,
    ],
    [
      'smonitor.config.mjs',
      'export default "dev"',
      'it holds a string and not an object of settings',
      'Write { "profile": "dev" }, for example.',
    ],
    [
      'smonitor.config.mjs',
      'export default { get then() { throw new Error("no.") } }',
      'it threw Error: no (line 1)',
      'Export plain data.',
    ],
    [
      'smonitor.config.mjs',
      'export default { get level() { throw new Error("no") } }',
      'it threw Error: no (line 1)',
      'Export plain data.',
    ],
    [
      'smonitor.config.mjs',
      '\n\nthrow new TypeError("There is no folder.")',
      'it threw TypeError: There is no folder (line 3)',
      correct,
    ],
    [
      'smonitor.config.mjs',
      'throw { toString() { throw 1 } }',
      'it threw {"toString":"[function]"}',
      correct,
    ],
    [
      'smonitor.config.mjs',
      'export default {',
      'its syntax is wrong: Unexpected end of input',
      'Correct it; `node --check smonitor.config.mjs` shows the place.',
    ],
    [
      'smonitor.config.mjs',
      "import 'nowhere'\nexport default {}",
      "Cannot find package 'nowhere' imported from FOLDER/smonitor.config.mjs",
      'Install what it imports, or correct the path.',
    ],
    [
      'smonitor.config.mjs',
      'await 1\nexport default {}',
      'it waits with await at its top level, or imports what does, and settings are read synchronously',
      'Read what it needs with readFileSync, or set it in the call of startSmonitor.',
    ],
    [
      'smonitor.config.ts',
      'await 1\nexport default {}',
      'it waits with await at its top level, or imports what does, and settings are read synchronously',
      'Read what it needs with readFileSync, or set it in the call of startSmonitor.',
      CJS,
    ],
    [
      'smonitor.config.ts',
      '\nenum A { a }\nthrow new RangeError(`${A.a}`)',
      'it threw RangeError: 0 (line 3)',
      correct,
      ESM,
    ],
    [
      'smonitor.config.ts',
      'export default {\n',
      'its syntax is wrong: Unexpected token (line 2, column 1)',
      'Correct it.',
      ESM,
    ],
    [
      'smonitor.config.ts',
      "import { a } from './nowhere.js'\nexport default { a }",
      "Cannot find module './nowhere.js'",
      'Install what it imports, or correct the path.',
      ESM,
    ],
  ])('%s: %s', (name, content, reason, hint, files = {}) => {
    const { folder, ...loaded } = load(name, content, files)
    const place = typeof loaded.reason === 'string' ? loaded.reason.replaceAll(folder, 'FOLDER') : undefined
    expect({ ...loaded, reason: place }).toEqual({ code: 'SMON-E109', reason, hint, path: true })
  })

  test('in the error that startSmonitor throws, with the error of the file as its cause', () => {
    const cwd = tempFolder()
    writeFiles(cwd, { 'smonitor.config.mjs': 'throw new TypeError("no")' })
    expect(() => resolveSettings({ env: {}, cwd })).toThrow(
      expect.objectContaining({
        message: `The config file ${join(cwd, 'smonitor.config.mjs')} cannot be used: it threw TypeError: no (line 1).`,
        cause: expect.objectContaining({ name: 'TypeError', message: 'no' }) as unknown,
      }) as Error,
    )
  })

  test('when it cannot be read', () => {
    const path = join(tempFolder(), 'gone.json')
    expect(() => loadConfig({ path, isPackage: false })).toThrow(
      expect.objectContaining({
        message: `The config file ${path} cannot be used: ENOENT: no such file or directory, open '${path}'.`,
        hint: 'Check that it can be read.',
      }) as Error,
    )
  })

  test('once, though the promise that it exports is rejected', () => {
    expect(load('smonitor.config.mjs', 'export default Promise.reject(new Error("no"))')).toMatchObject({
      reason: 'its default export is a promise, and settings are read synchronously',
    })
  })
})

describe('a config that is asked for', () => {
  function resolveAt(configPath: string, files: Readonly<Record<string, unknown>>, env = {}) {
    const cwd = tempFolder()
    writeFiles(cwd, { 'smonitor.config.json': { level: 'fatal' }, ...files })
    return { cwd, resolve: () => resolveSettings({ call: { configPath }, env, cwd }) }
  }

  test.each([
    ['a file of any name', 'conf/my.json', { 'conf/my.json': { level: 'debug' } }],
    ['a folder', 'conf', { 'conf/smonitor.config.mjs': "export default { level: 'debug' }" }],
    ['a package.json', 'conf/package.json', { 'conf/package.json': { smonitor: { level: 'debug' } } }],
    [
      'code of a dependency, since it is named itself',
      'node_modules/a/s.mjs',
      { 'node_modules/a/s.mjs': "export default { level: 'debug' }" },
    ],
    [
      'TypeScript of a dependency',
      'node_modules/a/s.mts',
      { 'node_modules/a/s.mts': "export default { level: 'debug' as string }" },
    ],
  ])('may be %s', (_what, path, files) => {
    expect(resolveAt(path, files).resolve().settings.level).toBe('debug')
  })

  test.each([
    ['conf/my.json', { 'conf/x': '' }, 'there is no such file'],
    ['conf/my.json', {}, 'there is no such folder'],
    [
      'conf',
      { 'conf/x': '' },
      'the folder has none of smonitor.config.ts, smonitor.config.mts, smonitor.config.js, smonitor.config.mjs, smonitor.config.json, and no settings in its package.json',
    ],
    [
      'node_modules/a',
      { 'node_modules/a/smonitor.config.mjs': '' },
      'smonitor.config.mjs is not used: it is in node_modules, and the code of a dependency is not run unasked',
    ],
  ])('%s is missed where it is not: %j', (path, files, reason) => {
    const { cwd, resolve } = resolveAt(path, files)
    expect(resolve).toThrow(`configPath names ${join(cwd, path)}, and no config was found there: ${reason}.`)
  })

  test.each([
    ['SMONITOR_CONFIG', { SMONITOR_CONFIG: 'a.json' }, {}, {}, 'debug'],
    [
      '--config-path over SMONITOR_CONFIG',
      { SMONITOR_CONFIG: 'a.json' },
      { configPath: 'b.json' },
      {},
      'info',
    ],
    [
      'the call over both',
      { SMONITOR_CONFIG: 'a.json' },
      { configPath: 'b.json' },
      { configPath: 'c.json' },
      'error',
    ],
    ['SMONITOR_CONFIG=false', { SMONITOR_CONFIG: 'False' }, {}, {}, 'warn'],
    ['configPath: false', {}, {}, { configPath: false as const }, 'warn'],
    ['nobody', {}, {}, {}, 'fatal'],
  ])('by %s', (_by, env, flags, call, level) => {
    const cwd = tempFolder()
    writeFiles(cwd, {
      'smonitor.config.json': { level: 'fatal' },
      'a.json': { level: 'debug' },
      'b.json': { level: 'info' },
      'c.json': { level: 'error' },
    })
    expect(resolveSettings({ env, flags, call, cwd }).settings.level).toBe(level)
  })
})
