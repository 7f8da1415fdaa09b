import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { readRegistry } from '../../semconv/model.ts'
import { checkCompleteness } from './check-completeness.ts'
import { NOT_EMITTED_YET } from './not-emitted-yet.ts'
import { FOLDER_VARIABLE, readNames } from './seen-names.ts'

/** Collects the names that a test run emits; at the end of a whole run, judges them. */
export default function setup(project: TestProject): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'smonitor-live-check-'))
  process.env[FOLDER_VARIABLE] = folder
  return async () => {
    const names = readNames(folder)
    rmSync(folder, { recursive: true })
    if (!(await isWholeRun(project))) return
    const { registry } = readRegistry(join(import.meta.dirname, '../../semconv'))
    const problems = checkCompleteness(registry, names, NOT_EMITTED_YET)
    if (problems.length > 0) throw new Error(`The live check found:\n${problems.join('\n')}`)
  }
}

/** Tells whether every test of every file has passed; what failed or was left out may emit the missing name. */
async function isWholeRun(project: TestProject): Promise<boolean> {
  const modules = project.vitest.state.getTestModules()
  const { testFiles } = await project.globTestFiles()
  return (
    testFiles.every((file) => modules.some(({ moduleId }) => moduleId === file)) &&
    modules.every((module) =>
      [...module.children.allTests()].every((test) => test.result().state === 'passed'),
    )
  )
}
