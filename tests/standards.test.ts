import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { createPackedProject } from './helpers/packed-project.ts'
import { unknownFlags } from './helpers/unknown-flags.ts'
import { writeFiles } from './helpers/write-files.ts'

const ROOT = resolve(import.meta.dirname, '..')
const FORMS = '.github/ISSUE_TEMPLATE'

interface IssueForm {
  readonly name: string
  readonly description: string
  readonly body: readonly {
    readonly type: string
    readonly id?: string
    readonly attributes: Readonly<Record<string, unknown>>
    readonly validations?: { readonly required: boolean }
  }[]
}

interface Step {
  readonly name?: string
  readonly if?: string
  readonly run?: string
}

interface Workflow {
  readonly jobs: { readonly diagnostics: { readonly steps: readonly Step[] } }
}

const forms = [
  ...readdirSync(join(ROOT, FORMS))
    .filter((name) => name !== 'config.yml')
    .map((name) => join(FORMS, name)),
  'standards/templates/bug-report.yml',
]

describe('the issue forms', () => {
  // What GitHub refuses: https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms
  test.each(forms)('%s is one that GitHub takes', (path) => {
    const { name, description, body } = read(path) as IssueForm
    expect([name, description].every((text) => typeof text === 'string' && text !== '')).toBe(true)
    const fields = body.filter(({ type }) => type !== 'markdown')
    const ids = fields.map(({ id }) => id)
    expect(new Set(ids).size).toBe(fields.length)
    expect(ids.every((id) => /^[\w-]+$/.test(id ?? ''))).toBe(true)
    for (const { type, attributes } of body) {
      expect(['markdown', 'input', 'textarea', 'dropdown', 'checkboxes']).toContain(type)
      expect(typeof attributes[type === 'markdown' ? 'value' : 'label']).toBe('string')
      if (type === 'dropdown' || type === 'checkboxes') expect(attributes['options']).not.toHaveLength(0)
    }
  })

  test.each([join(FORMS, 'bug-report.yml'), 'standards/templates/bug-report.yml'])(
    '%s asks for code, key and bundle',
    (path) => {
      const { body } = read(path) as IssueForm
      const required = body.filter(({ validations }) => validations?.required === true).map(({ id }) => id)
      expect(required).toEqual(expect.arrayContaining(['code', 'key', 'bundle', 'what']))
    },
  )

  test('name commands that there are', () => {
    const lines = forms.flatMap((path) =>
      [...readFileSync(join(ROOT, path), 'utf8').matchAll(/`(npx smonitor [^`]*)`/g)].map(
        ([, line = '']) => line,
      ),
    )
    expect(lines.length).toBeGreaterThan(5)
    expect(lines.flatMap(unknownFlags)).toEqual([])
  })
})

describe('the workflow', () => {
  const { steps } = (read('standards/templates/diagnostics.yml') as Workflow).jobs.diagnostics
  const commandOf = (name: string): string => {
    const run = steps.find((step) => step.name === name)?.run ?? ''
    expect(unknownFlags(run.split('\n')[0] ?? '')).toEqual([])
    return run
  }

  test('keeps the bundle, reports and compares whatever became of the program', () => {
    const after = steps.slice(steps.findIndex(({ name }) => name === 'Run the program') + 1)
    expect(after.map(({ if: condition }) => condition?.startsWith('always()'))).toEqual(after.map(() => true))
    expect(after.map(({ name }) => name)).toEqual([
      'Save what is on disk, if the run was cut off',
      'Report',
      'Keep the bundle',
      'Compare with the last good run',
    ])
  })

  test('does what it says, step by step', () => {
    const project = createPackedProject()
    const emit = (id: string): string =>
      `import { emit } from 'smonitor'\nemit('error', 'No ${id}.', { source: '${id}' })\n`
    writeFiles(project, { 'package.json': { type: 'module' }, '.git/HEAD': '', 'app.js': emit('row') })
    const run = (name: string): number | null => runShell(commandOf(name), project)

    expect(run('Run the program')).toBe(0)
    expect(runShell('mv out/diagnostics out/previous', project)).toBe(0)
    writeFiles(project, { 'app.js': `${emit('table')}process.exitCode = 4\n` })
    expect(run('Run the program')).toBe(4)
    expect(run('Report')).toBe(0)
    expect(run('Compare with the last good run')).toBe(3)
    const summary = readFileSync(join(project, 'summary.md'), 'utf8')
    expect(summary).toContain('## smonitor report')
    expect(summary).toMatch(/### New|new/)
    expect(summary).toContain('No table.')
  })

  test('saves what a run has left that was cut off', () => {
    const project = createPackedProject()
    writeFiles(project, {
      'package.json': { type: 'module' },
      '.git/HEAD': '',
      'app.js': `import { emit } from 'smonitor'\nimport { startSmonitor } from 'smonitor/sdk'\nstartSmonitor()\nemit('error', 'No row.')\nprocess.kill(process.pid, 'SIGKILL')\n`,
    })
    expect(runShell('node app.js', project)).toBe(137)
    expect(runShell(commandOf('Save what is on disk, if the run was cut off'), project)).toBe(0)
    expect(existsSync(join(project, 'out/diagnostics/bundle.json'))).toBe(true)
  })
})

function read(path: string): unknown {
  return parse(readFileSync(join(ROOT, path), 'utf8')) as unknown
}

function runShell(command: string, project: string): number | null {
  const { status } = spawnSync('sh', ['-c', command], {
    cwd: project,
    env: {
      PATH: `${dirname(process.execPath)}:${join(project, 'node_modules/.bin')}:/usr/bin:/bin`,
      HOME: project,
      GITHUB_STEP_SUMMARY: join(project, 'summary.md'),
    },
  })
  return status
}
