// Kills programs and looks at what they have left: `npm run test:soak`, `npm run test:soak -- --kills 20`.
// It needs `dist`.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { isTearing, killOnce, tearingFolder, type Kill } from '../tests/soak/kills.ts'
import { createChecks } from './checks.ts'

const ROOT = resolve(import.meta.dirname, '..')
/** With few kills, that none of them tears a line may be chance. */
const ENOUGH_TO_TEAR = 100

const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' } } })
const count = Number(values.kills)
const checks = createChecks('soak')
const project = mkdtempSync(join(tmpdir(), 'smonitor-soak-'))
const kills: Kill[] = []
const started = performance.now()
try {
  mkdirSync(join(project, 'node_modules'))
  symlinkSync(ROOT, join(project, 'node_modules/smonitor'))
  copyFileSync(join(ROOT, 'tests/soak/kill-program.mjs'), join(project, 'kill-program.mjs'))
  // Two at a time: with more, the programs get so little of the machine that kills seldom hit a write.
  await Promise.all([killSome(), killSome()])
} finally {
  rmSync(project, { recursive: true, force: true })
}

const sum = (numberOf: (kill: Kill) => number): number => kills.reduce((all, kill) => all + numberOf(kill), 0)
const between = kills.filter(({ unflushed }) => unflushed > 0).length
const torn = kills.filter((kill) => kill.torn > 0).length
console.log(
  `${kills.length} kills in ${Math.round((performance.now() - started) / 1000)} s: ${sum((kill) => kill.accepted)} accepted and ${sum((kill) => kill.events)} found in all, on ${tearingFolder()}`,
)
console.log(`${torn} tore ${sum((kill) => kill.torn)} lines, ${between} fell between an emit and its flush`)
checks.check('some kill tore a line or fell between two flushes', torn + between > 0)
if (isTearing() && count >= ENOUGH_TO_TEAR) checks.check('some kill tore a line', torn > 0)
checks.finish()

async function killSome(): Promise<void> {
  for (let at = 0; at < count / 2; at += 1) {
    const kill = await killOnce(project, 2)
    kills.push(kill)
    const { accepted, events, torn: lines, unflushed, problems } = kill
    checks.check(
      `kill ${kills.length}: ${accepted} accepted, ${events} there, ${lines} torn, ${unflushed} not flushed`,
      problems.length === 0,
      problems.join('\n'),
    )
  }
}
