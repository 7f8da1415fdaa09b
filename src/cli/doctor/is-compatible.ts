/**
 * Tells whether a copy of `@opentelemetry/api` looks at the global that another version has made: of the same major
 * version, and not older than itself.
 */
export function isApiCompatible(own: string, global: string): boolean {
  if (own === global) return true
  const [mine, theirs] = [partsOf(own), partsOf(global)]
  if (mine === undefined || theirs === undefined) return false
  return mine.major === theirs.major && mine.minor <= theirs.minor
}

function partsOf(version: string): { readonly major: number; readonly minor: number } | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)\.\d+$/.exec(version) ?? []
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) }
}
