/**
 * Makes paths the same for every checkout and system: relative to the root, `pkg:name/inner` below `node_modules`,
 * `<tmp>/basename` in a temporary folder, else `<abs>/basename`; without query, line and column.
 *
 * `/api/users` may be a route: without a known top folder, a file extension or a system error around it, it stays.
 */
export function normalisePaths(line: string, root?: RegExp): string {
  const isSystemError = /\b(?!ERROR)E[A-Z\d]{3,}: /.test(line)
  const place = (token: string): string => toPlace(token, isSystemError)
  const plain = line
    // What stands around a path: `file://`, Vite's prefix and query, the position.
    .replace(/\bfile:\/\/(?:localhost)?(?=\/)|(?:https?:\/\/[^\s/'"`<>]+)?\/@fs(?=\/)/g, '')
    .replace(/(?<=\.[A-Za-z]\w{0,5})\?(?:import|\w+=)[\w&=.-]*/g, '')
    .replace(/(?<=\.[A-Za-z]\w{0,5}):\d+:\d+|(?<=\.[cm]?[jt]sx?):\d+/g, '')
  return (
    (root === undefined ? plain : plain.replace(root, ROOT))
      // In quotes a path may hold spaces.
      .replace(
        /(?<=(['"`]))(?:<root>|\/?[A-Za-z]:[\\/]|\\\\|\/(?![/*])|[./\\]*node_modules[\\/])[^'"`<>|]*(?=\1)/g,
        place,
      )
      .replace(
        /(?<![\w.>)\]/\\@~-])(?:(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \/|<root>|\/?[A-Za-z]:[\\/]|\\\\|\/(?![/*])|[./\\]*node_modules[\\/])[^\s'"`<>|*?:;,(){}]*/g,
        place,
      )
      .replace(/(?<![\w@.\\/:>-])(?:[\w@.-]+\\{1,2})+[\w@.-]+\.\w+/g, toSlashes)
      .replace(/([-.])([\w-]{8}|[a-f\d]{9,40})(?=\.(?:[cm]?js|css)\b)/g, dropContentHash)
  )
}

function toPlace(token: string, isSystemError: boolean): string {
  const path = toSlashes(token)
  const modules = path.lastIndexOf(MODULES)
  if (modules >= 0) return `pkg:${path.slice(modules + MODULES.length).replace(/(?<=[^/])@\d[^/]*/g, '')}`
  if (path.startsWith(ROOT)) return path.slice(ROOT.length).replace(/^\//, '') || ROOT
  if (!isFile(token) && !(isSystemError && token.length > 1)) return token
  const tmp =
    /^(?:(?:\/private)?\/(?:(?:var\/)?tmp|var\/folders\/[^/]+\/[^/]+\/\w)|\/?\w:\/(?:Windows\/|.*\/Local\/)?te?mp|.*\/_temp)(?=\/|$)/i.exec(
      path,
    )
  const below = path.slice(tmp?.[0].length).split('/').filter(Boolean)
  const name = below.at(-1) ?? ''
  if (!tmp) return `<abs>/${name}`
  return below.length > 1 ? `<tmp>/${name}` : `<tmp>/${dropRandomSuffix(name)}`.replace(/\/$/, '')
}

const MODULES = 'node_modules/'
const ROOT = '<root>'

function toSlashes(path: string): string {
  return path.replace(/[\\/]+/g, '/')
}

function isFile(token: string): boolean {
  return /^(?:\\\\|\/?[A-Za-z]:[\\/]|\/(?:(?:home|Users|root|private|tmp|var|opt|usr|etc|mnt|media|srv|proc|dev|nix|Volumes|workspaces?|builds|__w|github|work|app)(?:\/|$)|(?:.*\/)?[^/]*\.[A-Za-z]\w{0,9}$))/.test(
    token,
  )
}

/** `mkdtemp` puts six characters behind the prefix, Python's puts eight behind `tmp`. */
function dropRandomSuffix(name: string): string {
  return name.replace(/(?<=^tmp)[a-z\d_]{8}$|(?<=[-_.])(?![a-z]+(?:\.|$))[A-Za-z\d]{6}(?=$|\.\w+$)/, '<n>')
}

/** `index-BkXz91aQ.js`, `main.4f3c2a1b.css`; not `user-settings.js` and not `chart-version2.js`. */
function dropContentHash(found: string, separator: string, hash: string): string {
  const isHash = /\d|^[A-Z]+$|[a-z_-][A-Z]/.test(hash) && !/^[A-Z]?[a-z]+\d*$/.test(hash)
  return isHash ? `${separator}<hash>` : found
}
