import { isContentHash } from './normalise-paths.ts'

/**
 * Lists the frames of a stack that are in the program, innermost first, as `function@file` without what differs
 * between checkouts, systems and builds. Immediate repeats are one.
 *
 * Reads the stacks of V8 (Node, Deno, Chromium; Bun writes them too) and of Firefox and Safari. It never throws,
 * and looks at ten lines only: so many has V8 by default, and with a higher limit the result is the same.
 *
 * @param message - The error's message, which V8 writes above the frames and which may look like some.
 */
export function normaliseFrames(stack: string, message: string): string[] {
  const header = message === '' ? -1 : stack.indexOf(`: ${message}`)
  const lines = (header < 0 ? stack : stack.slice(header + message.length)).split('\n')
  const v8 = lines.filter((line) => /^ +at /.test(line))
  return (v8.length > 0 ? v8 : lines)
    .slice(0, MAX_LINES)
    .flatMap(toPlace)
    .filter((place, index, places) => place !== places[index - 1])
}

const MAX_LINES = 10

/** `at function (file:1:2)` or `at file:1:2`; `function@file:1:2`. A function has no slash, a folder may have a bracket. */
const FRAME = /^(?: +at (?:async )?(?:([^\\/]+?) \()?|([^@]*)@)(.*?)(?::\d+){1,2}\)?$/

/** Of the runtime, a dependency, smonitor built or from its sources; and code that was made of text, not of a file. */
const NOT_IN_PROGRAM =
  /^(?:node|ext|blob):|node_modules|@opentelemetry[\\/]|smonitor-emit\.js|[\\/]otel[\\/](?:observe|wrap)-(?:call|result|function|method)\.ts$|<anonymous>$| > \w+$/

function toPlace(line: string): string[] {
  // Longer than any path: the expression is not for texts without end.
  const [, v8 = '', name = v8, place = ''] = (line.length < 2000 && FRAME.exec(line)) || []
  return place === '' || NOT_IN_PROGRAM.test(place) ? [] : [`${toFunction(name)}@${toFile(place)}`]
}

/** `Object.load [as run]`, `new Loader`, `outer/load`, `promise callback*load`: the last word is the function's own. */
function toFunction(name: string): string {
  const own = name
    .replace(/ \[as .*/, '')
    .split(/[./*]|new /)
    .at(-1) as string
  // What Firefox calls `load/<` and Safari `module code` has no name.
  return /^$|<$| code$/.test(own) ? '<anonymous>' : own
}

/** The name without folder, query, extension and content hash: `x-a1B2c3D4.js` and `x.ts` agree. */
function toFile(place: string): string {
  return place
    .replace(/[?#][^\\/]*$/, '')
    .replace(/^.*[\\/]/, '')
    .replace(/\.\w+$/, '')
    .replace(/[-.]([\w-]{8}|[a-f\d]{9,40})(?=\.|$)/g, (found, hash: string) =>
      isContentHash(hash) ? '' : found,
    )
}
