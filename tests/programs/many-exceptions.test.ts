import { expect, test } from 'vitest'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

// Each exception that is kept takes about three kilobytes: 30,000 of them would not fit.
test('a loop that catches 30,000 exceptions without a turn of the event loop keeps few of them in memory', async () => {
  const cwd = tempFolder()
  const program = writeProgram(
    cwd,
    `startSmonitor({ spool: false })
    const parse = signal('rows.parse', (row) => { throw new Error('row ' + row + ' is bad') })
    let bad = 0
    for (let row = 0; row < 30_000; row += 1) { try { parse(row) } catch { bad += 1 } }
    console.log(bad)`,
  )
  const { code, stdout, stderr } = await runNode(['--max-old-space-size=56', program], { cwd })
  expect({ code, stdout }).toEqual({ code: 0, stdout: '30000\n' })
  expect(stderr).toContain('29,990 more like these')
})
