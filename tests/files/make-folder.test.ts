import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { platform } from 'node:os'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeFolder } from '../../src/files/make-folder.ts'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

describe('makeFolder', () => {
  test('makes what leads to a folder, and tells the outermost that was not there', () => {
    const root = tempFolder()
    expect(makeFolder(join(root, 'a/b/c'), 0o700)).toBe(join(root, 'a'))
    expect([statSync(join(root, 'a')).mode & 0o777, statSync(join(root, 'a/b/c')).isDirectory()]).toEqual([
      0o700,
      true,
    ])
    expect(makeFolder(join(root, 'a/b/d'))).toBe(join(root, 'a/b/d'))
  })

  test('leaves one that is there as it is, by whatever path', () => {
    const root = tempFolder()
    mkdirSync(join(root, 'a'), { mode: 0o755 })
    expect(makeFolder(join(root, 'a'), 0o700)).toBeUndefined()
    expect(makeFolder(relative(process.cwd(), join(root, 'a/')), 0o700)).toBeUndefined()
    expect(statSync(join(root, 'a')).mode & 0o777).toBe(0o755)
  })

  test.each([
    ['that is a file', 'file', 'EEXIST'],
    ['in a file', 'file/inner', 'ENOTDIR'],
    ['far in a file', 'file/a/b', 'ENOTDIR'],
    ['that is a link to nowhere', 'link', 'ENOENT'],
  ])('refuses one %s', (_, path, code) => {
    const root = tempFolder()
    writeFileSync(join(root, 'file'), '')
    symlinkSync(join(root, 'nowhere'), join(root, 'link'))
    expect(() => makeFolder(join(root, path))).toThrow(expect.objectContaining({ code }))
  })

  // In a process of its own: what never comes back would take the tests with it.
  test.runIf(platform() === 'linux')('comes back from /proc, where nothing can be made', async () => {
    const module = join(import.meta.dirname, '../../src/files/make-folder.ts')
    const program = `
      import { makeFolder } from ${JSON.stringify(module)}
      setTimeout(() => process.exit(9), 20_000).unref()
      try { makeFolder('/proc/no-such-folder/a/b') } catch (error) { console.log(error.code) }`
    const { stdout } = await runNode(['--input-type=module', '-e', program], { cwd: tempFolder() })
    expect(stdout).toBe('ENOENT\n')
    expect(existsSync('/proc/no-such-folder')).toBe(false)
  })
})
