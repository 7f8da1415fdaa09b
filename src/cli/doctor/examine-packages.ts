import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { relative } from 'node:path'
import type * as Semver from 'semver'
import { createFinding, type Examined, type Finding, type Note } from './finding.ts'
import { findPackages, type InstalledPackage } from './find-packages.ts'
import { sdkLineOf } from './sdk-line.ts'

const API = '@opentelemetry/api'
const INSTALL = 'npm install @opentelemetry/api @opentelemetry/sdk-node'

/** Examines what is installed for a folder: copies, lines, and whether versions fit. */
export function examinePackages(cwd: string): Examined {
  const packages = findPackages(cwd)
  const place = ({ folder }: InstalledPackage): string => relative(cwd, folder) || folder
  const listed = (all: readonly InstalledPackage[]): string[] =>
    all.map((one) => `${one.name} ${one.version} in ${place(one)}`)
  const copiesOf = (name: string): InstalledPackage[] => packages.filter((one) => one.name === name)
  const sdk = packages.filter(({ name, version }) => sdkLineOf(name, version) !== undefined)
  const findings: Finding[] = []
  const notes: Note[] = []

  if (sdk.length === 0) {
    findings.push(
      createFinding('SMON-E301', { folder: cwd, install: INSTALL }, { kind: 'run', text: INSTALL }),
    )
  } else {
    const lines = ([1, 2, 3] as const).filter((line) => ofLine(sdk, line).length > 0)
    const old = lines.length === 1 && lines[0] === 1 ? sdk[0] : undefined
    if (old !== undefined)
      findings.push(
        createFinding(
          'SMON-E115',
          { name: old.name, version: old.version },
          { kind: 'run', text: 'npm install @opentelemetry/sdk-node@0.223' },
          listed(sdk),
        ),
      )
    else if (lines.length === 1)
      notes.push({ state: 'ok', text: `OpenTelemetry SDK ${lines[0]}: ${versionsOf(sdk)}.` })
    else {
      findings.push(
        createFinding(
          'SMON-W302',
          { packages: lines.map((line) => `line ${line} has ${versionsOf(ofLine(sdk, line))}`).join('; ') },
          { kind: 'run', text: `npm ls ${[...new Set(sdk.map(({ name }) => name))].join(' ')}` },
          listed(sdk),
        ),
      )
    }
  }
  for (const name of [API, '@opentelemetry/api-logs']) {
    const copies = copiesOf(name)
    const versions = [...new Set(copies.map(({ version }) => version))]
    // Copies of one version share their global, and do no harm.
    if (versions.length > 1) {
      findings.push(
        createFinding(
          'SMON-W303',
          { count: copies.length, name, versions: versions.join(', ') },
          { kind: 'run', text: `npm ls ${name} && npm dedupe` },
          listed(copies),
        ),
      )
    } else if (versions.length === 1) {
      const count = copies.length === 1 ? 'one copy' : `${copies.length} copies of one version`
      notes.push({ state: 'ok', text: `${name} ${versions[0]}: ${count}.` })
    }
  }
  if (copiesOf(API).length === 0 && sdk.length > 0)
    notes.push({ state: 'info', text: `${API} was not found.` })
  const own = copiesOf('smonitor')
  if (own.length > 1) findings.push(severalCopies(own, 'installed', listed(own)))
  findings.push(...examinePeers(packages))
  return { findings, notes }
}

/** Tells of copies of smonitor that get in each other's way. */
export function severalCopies(
  copies: readonly { readonly version: string }[],
  state: 'installed' | 'loaded',
  evidence: readonly string[],
): Finding {
  return createFinding(
    'SMON-W304',
    { count: copies.length, state, copies: copies.map(({ version }) => version).join(', ') },
    { kind: 'run', text: 'npm ls smonitor && npm dedupe' },
    evidence,
  )
}

function examinePeers(packages: readonly InstalledPackage[]): Finding[] {
  const { satisfies } = createRequire(import.meta.url)('semver') as typeof Semver
  return packages.flatMap((one) =>
    Object.entries(one.peers).flatMap(([peer, range]) => {
      if (!peer.startsWith('@opentelemetry/')) return []
      const version = versionSeenFrom(one, peer, packages)
      if (version === undefined && one.optionalPeers.includes(peer)) return []
      if (version !== undefined && satisfies(version, range, { includePrerelease: true })) return []
      const found = version === undefined ? 'there is none' : `finds ${version}`
      return [
        createFinding(
          'SMON-W305',
          { name: one.name, version: one.version, peer, range, found },
          { kind: 'run', text: `npm install '${peer}@${range}'` },
        ),
      ]
    }),
  )
}

/** The version of a package that another one gets, as Node looks for it. */
function versionSeenFrom(
  { folder }: InstalledPackage,
  name: string,
  packages: readonly InstalledPackage[],
): string | undefined {
  const bases = createRequire(`${folder}/package.json`).resolve.paths(name) ?? []
  const known = new Map(packages.map((one) => [one.folder, one.version]))
  for (const base of bases) {
    const found = known.get(`${base}/${name}`) ?? known.get(realOf(`${base}/${name}`) ?? '')
    if (found !== undefined) return found
  }
  return undefined
}

function ofLine(sdk: readonly InstalledPackage[], line: number | undefined): InstalledPackage[] {
  return sdk.filter(({ name, version }) => sdkLineOf(name, version) === line)
}

function versionsOf(packages: readonly InstalledPackage[]): string {
  const named = packages.map(({ name, version }) => `${name.slice('@opentelemetry/'.length)} ${version}`)
  return [...new Set(named)].join(', ')
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}
