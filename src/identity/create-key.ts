import { shortHash } from './short-hash.ts'

/** What a key is made of. An absent part is `null` in the hashed JSON, so it never equals an empty text. */
export interface KeyComponents {
  /** The diagnostic's code, or the code of a kind of test failure. */
  readonly code?: string
  /** Where it came from: a signal, a catalog, a frame, or the source anchor of a test failure. */
  readonly source?: string
  /** The error's name with its string code, see `normaliseError`. */
  readonly type?: string
  /** The first line without what varies, see `normaliseLine`. */
  readonly line?: string
}

/** Makes a key: the prefix, the version, and 16 hex digits of the JSON `[version, code, source, type, line]`. */
export function createKey(prefix: string, version: number, components: KeyComponents): string {
  const { code = null, source = null, type = null, line = null } = components
  return `${prefix}${version}_${shortHash([version, code, source, type, line])}`
}
