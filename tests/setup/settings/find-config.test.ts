import { mkdirSync, symlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CONFIG_NAMES, findConfig, findConfigIn } from '../../../src/setup/settings/find-config.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'
import { writeFiles } from '../../helpers/write-files.ts'

/** Makes a repository of these files and looks for a config from a folder in it. */
function find(files: Readonly<Record<string, unknown>>, from = '.') {
  const root = tempFolder()
  writeFiles(root, { '.git/HEAD': '', ...files })
  mkdirSync(join(root, from), { recursive: true })
  const { found, passedOver } = findConfig(join(root, from))
  return {
    root,
    found: found === undefined ? undefined : relative(root, found.path),
    passedOver: passedOver.map(({ path }) => relative(root, path)),
  }
}

const settings = { smonitor: { profile: 'dev' } }

describe('a config is looked for', () => {
  test.each<[string, Record<string, unknown>, string, string | undefined]>([
    ['in the folder itself', { 'smonitor.config.json': {} }, '.', 'smonitor.config.json'],
    ['in the folders around it', { 'smonitor.config.ts': '' }, 'a/b/c', 'smonitor.config.ts'],
    [
      'where the nearest one wins',
      { 'smonitor.config.ts': '', 'a/smonitor.config.json': {} },
      'a/b',
      'a/smonitor.config.json',
    ],
    ['in package.json', { 'package.json': settings }, 'a', 'package.json'],
    [
      'in a package.json that is nearer than a file',
      { 'smonitor.config.ts': '', 'a/package.json': settings },
      'a',
      'a/package.json',
    ],
    [
      'in a package of a workspace, before its root',
      {
        'package.json': { workspaces: ['p/*'], ...settings },
        'p/a/package.json': { name: 'a' },
        'p/a/smonitor.config.mjs': '',
      },
      'p/a/src',
      'p/a/smonitor.config.mjs',
    ],
    [
      'in the root of a workspace',
      { 'w/package.json': { workspaces: ['p/*'] }, 'w/smonitor.config.js': '', 'w/p/a/package.json': {} },
      'w/p/a',
      'w/smonitor.config.js',
    ],
    [
      'no further than the root of a workspace',
      { 'smonitor.config.ts': '', 'w/package.json': { workspaces: ['p/*'] } },
      'w/p/a',
      undefined,
    ],
    [
      'no further than the root of a pnpm workspace',
      { 'smonitor.config.ts': '', 'w/pnpm-workspace.yaml': '' },
      'w/p/a',
      undefined,
    ],
    [
      'no further than the root of a repository',
      { 'smonitor.config.ts': '', 'r/.git/HEAD': '' },
      'r/a',
      undefined,
    ],
    [
      'no further than a work tree, whose .git is a file',
      { 'smonitor.config.ts': '', 'r/.git': 'gitdir: x' },
      'r/a',
      undefined,
    ],
    [
      'past a package.json with nothing of ours',
      { 'smonitor.config.ts': '', 'a/package.json': { name: 'a' } },
      'a',
      'smonitor.config.ts',
    ],
    [
      "past what a package.json says of its library's pages",
      {
        'smonitor.config.ts': '',
        'a/package.json': { smonitor: { docUrl: 'https://a.example', issuesUrl: '', apiUrl: '' } },
      },
      'a',
      'smonitor.config.ts',
    ],
    [
      'past a package.json that is damaged',
      { 'smonitor.config.ts': '', 'a/package.json': '{ "smonitor": ' },
      'a',
      'smonitor.config.ts',
    ],
    [
      'past a folder of that name',
      { 'smonitor.config.ts': '', 'a/smonitor.config.json/x': '' },
      'a',
      'smonitor.config.ts',
    ],
    ['in vain', {}, 'a/b', undefined],
  ])('%s', (_where, files, from, expected) => {
    expect(find(files, from).found).toBe(expected)
  })

  test('up to the root of the file system', () => {
    expect(findConfig('/')).toEqual({ found: undefined, passedOver: [] })
  })

  test('where a symlink leads to, and not where it stands', () => {
    const root = tempFolder()
    writeFiles(root, {
      'here/.git/HEAD': '',
      'here/smonitor.config.json': {},
      'there/.git/HEAD': '',
      'there/smonitor.config.ts': '',
      'there/a/b.txt': '',
    })
    symlinkSync(join(root, 'there/a'), join(root, 'here/a'))
    expect(findConfig(join(root, 'here/a')).found?.path).toBe(join(root, 'there/smonitor.config.ts'))
  })

  test.each([
    ['that leads nowhere', 'nowhere.json'],
    ['that leads to itself', 'smonitor.config.ts'],
  ])('past a symlink %s', (_what, target) => {
    const root = tempFolder()
    writeFiles(root, { '.git/HEAD': '', 'smonitor.config.json': {} })
    symlinkSync(join(root, target), join(root, 'smonitor.config.ts'))
    expect(findConfig(root).found?.path).toBe(join(root, 'smonitor.config.json'))
  })
})

describe('of several in one folder', () => {
  const all = Object.fromEntries(CONFIG_NAMES.map((name) => [name, '']))

  test.each(CONFIG_NAMES.map((name, at) => [name, CONFIG_NAMES.slice(at)] as const))(
    '%s is the one, and the others are named',
    (name, names) => {
      const files = Object.fromEntries(Object.entries(all).filter(([key]) => names.includes(key)))
      const { found, passedOver } = find({ ...files, 'package.json': settings })
      expect(found).toBe(name)
      expect(passedOver).toEqual([...names.slice(1), 'package.json'])
    },
  )
})

describe('the code of a dependency', () => {
  const dependency = { 'node_modules/films/smonitor.config.js': 'throw 1', 'smonitor.config.json': {} }

  test('is passed over, and what is around it is found', () => {
    const { found, passedOver } = find(dependency, 'node_modules/films/bin')
    expect({ found, passedOver }).toEqual({
      found: 'smonitor.config.json',
      passedOver: ['node_modules/films/smonitor.config.js'],
    })
  })

  test('is passed over behind a symlink too', () => {
    const root = tempFolder()
    writeFiles(root, { '.git/HEAD': '', ...dependency })
    symlinkSync(join(root, 'node_modules/films/smonitor.config.js'), join(root, 'smonitor.config.js'))
    const { found, passedOver } = findConfig(root)
    expect(found?.path).toBe(join(root, 'smonitor.config.json'))
    expect(passedOver.map(({ path }) => path)).toEqual([join(root, 'smonitor.config.js')])
  })

  test('is code: its JSON is read', () => {
    const files = { 'node_modules/films/smonitor.config.json': {} }
    expect(find(files, 'node_modules/films').found).toBe('node_modules/films/smonitor.config.json')
  })
})

test('one folder alone can be looked into', () => {
  const root = tempFolder()
  writeFiles(root, { 'smonitor.config.json': {}, 'a/b.txt': '' })
  expect(findConfigIn(root).found?.path).toBe(join(root, 'smonitor.config.json'))
  expect(findConfigIn(join(root, 'a')).found).toBeUndefined()
})
