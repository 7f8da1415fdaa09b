import type { CompiledPattern } from './redactor.ts'
import { loadEngine } from './load-engine.ts'

/**
 * Compiles a pattern of what is taken out with the linear engine.
 *
 * @throws an error of re2js where the pattern is not valid.
 */
export function compilePattern(pattern: string): CompiledPattern {
  const compiled = loadEngine().compile(pattern)
  return {
    replaceAll(text, replacement) {
      let result = ''
      let at = 0
      for (const match of compiled.matchAll(text)) {
        const [found, ...groups] = match
        const { index = 0 } = match
        // An empty match has nothing to take out.
        if (found === '') continue
        result += text.slice(at, index) + replacement(found, ...groups, index, text)
        at = index + found.length
      }
      return at === 0 ? text : result + text.slice(at)
    },
  }
}
