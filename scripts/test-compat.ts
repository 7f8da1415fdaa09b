// Tries the packed package as a user has it: an empty folder, `npm install` with the SDK, several Node versions.
// It needs the npm registry. Prints a line for each check and ends with how many passed.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '..')
const VERSIONS = ['20', '22', '24', '26']
const results: boolean[] = []

const folder = mkdtempSync(join(tmpdir(), 'smonitor-compat-'))
execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
  cwd: ROOT,
  stdio: 'ignore',
})
const archive = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? 'no archive'
for (const version of VERSIONS) tryOn(version)
rmSync(folder, { recursive: true, force: true })

console.log(
  `compat: ${results.filter(Boolean).length} passed, ${results.filter((isGood) => !isGood).length} failed`,
)
process.exitCode = results.every(Boolean) ? 0 : 1

function tryOn(version: string): void {
  const project = join(folder, `node-${version}`)
  mkdirSync(project)
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'compat', private: true, type: 'module' }),
  )
  // The Node that npm runs on decides which SDK line it picks, so that Node comes first.
  npm(project, version, ['install', `node@${version}`])
  npm(project, version, ['install', '@opentelemetry/api', '@opentelemetry/sdk-node', join('..', archive)])
  copyFileSync(join(ROOT, 'tests/compat/app.mjs'), join(project, 'app.mjs'))
  const sdk = JSON.parse(
    readFileSync(join(project, 'node_modules/@opentelemetry/sdk-node/package.json'), 'utf8'),
  ) as {
    readonly version: string
  }

  const plain = run(project, ['node', 'app.mjs'], { SMONITOR_PROFILE: 'agent' })
  const checks = parse(plain.stdout)
  check(
    `Node ${version}: ran on ${String(checks['node'])} with sdk-node ${sdk.version}`,
    String(checks['node']).startsWith(`${version}.`),
  )
  for (const [name, isGood] of Object.entries(checks))
    if (name !== 'node') check(`Node ${version}: ${name}`, isGood === true)
  check(
    `Node ${version}: prints the agent's words`,
    plain.stderr.includes('code=CMP-W001 level=WARNING') && plain.stderr.includes('hint=look'),
  )

  const observed = run(project, [
    'node_modules/.bin/smonitor',
    'run',
    '--out',
    'bundle',
    '--',
    'node',
    'app.mjs',
  ])
  check(`Node ${version}: smonitor run ends with 0`, observed.status === 0, observed.stderr)
  const report = run(project, [
    'node_modules/.bin/smonitor',
    'report',
    '--from',
    'bundle',
    '--format',
    'json',
  ])
  const codes = (parse(report.stdout)['incidents'] as { code: string }[] | undefined)?.map(({ code }) => code)
  check(
    `Node ${version}: the report has both codes`,
    codes?.includes('CMP-W001') === true && codes.includes('CMP-E002'),
    report.stderr,
  )

  tryConfigs(project, version)

  const required = run(project, [
    'node',
    '--input-type=commonjs',
    '-e',
    "console.log(JSON.stringify(Object.keys(require('smonitor')).length))",
  ])
  check(`Node ${version}: CommonJS can require the entry`, required.stdout.trim() === '5', required.stderr)
}

/** Config files of each kind, from a folder of the project: what they say counts, and nothing is printed besides. */
function tryConfigs(project: string, version: string): void {
  const configs = join(ROOT, 'tests/compat/configs')
  for (const kind of readdirSync(configs)) {
    const folder = join(project, kind)
    cpSync(join(configs, kind), folder, { recursive: true })
    const cli = join(project, 'node_modules/.bin/smonitor')
    const { stdout, stderr } = run(project, [cli, 'check', '--json', '--config-path', kind])
    const { profile, settings } = parse(stdout) as {
      profile?: string
      settings?: { key: string; value: unknown }[]
    }
    const catalogs = settings?.find(({ key }) => key === 'catalogs')?.value as { name: string }[] | undefined
    check(
      `Node ${version}: reads a config in ${kind}`,
      profile === 'qa' && catalogs?.[0]?.name === 'configured' && stderr === '',
      `${stdout}${stderr}`,
    )
    const started = run(project, ['node', '--import', 'smonitor/register', 'app.mjs'], {
      SMONITOR_CONFIG: kind,
    })
    check(
      `Node ${version}: starts with a config in ${kind}`,
      started.status === 0 && started.stderr.includes('[CMP-W001] WARNING'),
      started.stderr,
    )
  }
}

function npm(project: string, version: string, args: readonly string[]): void {
  const { status, stderr } = run(project, ['npm', ...args, '--no-audit', '--no-fund', '--loglevel=error'])
  if (status !== 0) check(`Node ${version}: npm ${args.join(' ')}`, false, stderr)
}

function run(
  project: string,
  [command = '', ...args]: readonly string[],
  variables: Record<string, string> = {},
) {
  return spawnSync(command, args, {
    cwd: project,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${join(project, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
      ...variables,
    },
  })
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}

function check(what: string, isGood: boolean, details = ''): void {
  results.push(isGood)
  console.log(`${isGood ? 'ok  ' : 'FAIL'} ${what}`)
  if (!isGood && details !== '') console.log(details.replaceAll(/^/gm, '     '))
}
