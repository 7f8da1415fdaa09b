// Adds to package-lock.json the packages for other platforms that the registry in use did not offer when the lock
// was written. `npm ci` refuses a lock without them, although it would never install them here, and a contributor
// on another platform would get no native tools. Their versions are exact in the packages that want them.
// Run it after each `npm install`: node scripts/complete-lock.mjs
import { readFileSync, writeFileSync } from 'node:fs'

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const PROCESSORS = [
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
]

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const added = []
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!/^\d/.test(version) || resolve(path, name)?.version === version) continue
    const platform = platformOf(name)
    if (platform === undefined) continue
    lock.packages[placeFor(path, name)] = {
      version,
      ...(entry.dev === true ? { dev: true } : {}),
      optional: true,
      ...platform,
    }
    added.push(name)
  }
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).toSorted(([one], [other]) => (one < other ? -1 : 1)),
)
writeFileSync('package-lock.json', `${JSON.stringify(lock, undefined, 2)}\n`)
console.log(`${added.length} packages for other platforms added`)

/** What a package finds under a name, looked for as Node does. */
function resolve(path, name) {
  const folder = foldersAbove(path).find((above) => `${above}/${name}` in lock.packages)
  return folder === undefined ? undefined : lock.packages[`${folder}/${name}`]
}

/** At the top, or beside the package where another version has that place. */
function placeFor(path, name) {
  const folders = foldersAbove(path).toReversed()
  return `${folders.find((folder) => !(`${folder}/${name}` in lock.packages))}/${name}`
}

/** The `node_modules` folders that a package sees, nearest first. */
function foldersAbove(path) {
  const folders = [`${path}/node_modules`]
  for (
    let at = path;
    at.includes('node_modules');
    at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules')))
  ) {
    folders.push(at.slice(0, at.lastIndexOf('node_modules') + 'node_modules'.length))
  }
  return folders
}

/** Reads the platform from a name such as `@oxfmt/binding-linux-x64-musl`; `undefined` when it names none. */
function platformOf(name) {
  const words = name.split(/[/-]/)
  const os = words.filter((word) => SYSTEMS.includes(word))
  const cpu = PROCESSORS.filter((processor) =>
    words.some((word) => word === processor || (processor === 'arm' && /^arm(v\d)?$/.test(word))),
  )
  if (os.length === 0 && cpu.length === 0) return undefined
  const libc =
    words.includes('musl') || words.includes('musleabihf')
      ? ['musl']
      : words.some((word) => word.startsWith('gnu')) && os.includes('linux')
        ? ['glibc']
        : undefined
  return {
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(os.length > 0 ? { os } : {}),
    ...(libc === undefined ? {} : { libc }),
  }
}
