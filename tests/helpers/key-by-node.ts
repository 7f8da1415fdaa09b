import { createHash } from 'node:crypto'

/** Makes a key once more, with another SHA-256 and without the code under test: `keyByNode('tk1', [1, …])`. */
export function keyByNode(prefix: string, parts: readonly unknown[]): string {
  return `${prefix}_${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)}`
}
