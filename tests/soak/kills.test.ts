import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../helpers/temp-folder.ts'
import { killOnce, type Kill } from './kills.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const KILLS = 10

// `npm run test:soak` does the same two hundred times.
test('what a program had accepted when it was killed is there, once, and every reader takes what is left', async () => {
  const project = tempFolder()
  mkdirSync(join(project, 'node_modules'))
  symlinkSync(ROOT, join(project, 'node_modules/smonitor'))
  copyFileSync(join(import.meta.dirname, 'kill-program.mjs'), join(project, 'kill-program.mjs'))
  const kills: Kill[] = []
  for (let at = 0; at < KILLS; at += 1) kills.push(await killOnce(project, 1))
  expect(kills.flatMap(({ problems }) => problems)).toEqual([])
  for (const { accepted } of kills) expect(accepted).toBeGreaterThan(0)
  // Or nothing was tried: no kill came before the end of anything.
  expect(kills.filter(({ torn, unflushed }) => torn + unflushed > 0).length).toBeGreaterThan(0)
}, 300_000)
