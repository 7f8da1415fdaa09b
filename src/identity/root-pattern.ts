/**
 * Makes the pattern by which the normaliser finds the paths below a project's folder, whatever their slashes and
 * case, and also below macOS' `/private`. Apart from it, since Emit does not know the folder.
 *
 * @returns `undefined` for a folder that says nothing, such as `/`.
 */
export function toRootPattern(folder: string): RegExp | undefined {
  const folders = folder.split(/[\\/]+/).filter(Boolean)
  if (folders.length === 0 || folder.length > 1000) return undefined
  const body = folders
    .map((name) => name.replace(/[^\w\s]/g, '\\$&').replace(/ /g, '(?: |%20)'))
    .join('[\\\\/]+')
  const start = folder.startsWith('/') ? '(?:/private)?/' : '/?'
  return new RegExp(`(?<![\\w.~/-])${start}${body}(?![\\w-]|\\.\\w)`, 'gi')
}
