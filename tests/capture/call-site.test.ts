import { describe, expect, test } from 'vitest'
import { findCaller } from '../../src/capture/call-site.ts'

const ROOT = process.cwd()
const stackOf = (...frames: string[]): string =>
  ['Warning: m', ...frames.map((frame) => `    at ${frame}`)].join('\n')

describe('the caller of a stack', () => {
  test.each<[string, string, [string | undefined, string, number]]>([
    [
      'a function below the working folder',
      `readFilm (${ROOT}/src/films.mjs:24:5)`,
      ['readFilm', 'src/films.mjs', 24],
    ],
    ['an ES module', `readFilm (file://${ROOT}/src/a%20film.mjs:24:5)`, ['readFilm', 'src/a film.mjs', 24]],
    ['the top of a module', `file://${ROOT}/films.mjs:3:1`, [undefined, 'films.mjs', 3]],
    [
      'the top of a CommonJS module',
      `Object.<anonymous> (${ROOT}/films.cjs:3:1)`,
      [undefined, 'films.cjs', 3],
    ],
    ['a method', `Loader.open [as load] (${ROOT}/a.mjs:1:1)`, ['Loader.open', 'a.mjs', 1]],
    ['an async function', `async Loader.open (${ROOT}/a.mjs:1:1)`, ['Loader.open', 'a.mjs', 1]],
    ['an async top level', `async file://${ROOT}/a.mjs:1:1`, [undefined, 'a.mjs', 1]],
    ['a folder with a bracket', `open (${ROOT}/a (copy)/a.mjs:1:1)`, ['open', 'a (copy)/a.mjs', 1]],
    ['a file elsewhere: its name alone', 'open (/home/ann/secret-project/a.mjs:9:1)', ['open', 'a.mjs', 9]],
    ['a folder that only begins like ours', `open (${ROOT}-old/a.mjs:9:1)`, ['open', 'a.mjs', 9]],
    ['Windows', String.raw`open (C:\Users\ann\a.mjs:9:1)`, ['open', 'a.mjs', 9]],
    ['an ES module on Windows', 'open (file:///C:/Users/ann/a.mjs:9:1)', ['open', 'a.mjs', 9]],
    [
      'the address of a bundler',
      'open (webpack://shop/./src/a.ts:9:1)',
      ['open', 'webpack://shop/./src/a.ts', 9],
    ],
    ['a file with a broken escape', `open (file://${ROOT}/%E0%A4%A.mjs:9:1)`, ['open', '%E0%A4%A.mjs', 9]],
  ])('is found in %s', (_what, frame, [name, path, line]) => {
    expect(findCaller(stackOf(frame))).toEqual({
      site: { functionName: name, filePath: path, lineNumber: line },
      packageName: undefined,
    })
  })

  test('is the first place in the program, with the package that stands above it', () => {
    const stack = stackOf(
      'process.emitWarning (node:internal/process/warning:1:1)',
      'EventEmitter.emit (node:events:1:1)',
      'Object.parse (/srv/app/node_modules/@old/parser/lib/index.js:7:3)',
      `readFilm (${ROOT}/films.mjs:24:5)`,
      `main (${ROOT}/app.mjs:1:1)`,
    )
    expect(findCaller(stack)).toEqual({
      site: { functionName: 'readFilm', filePath: 'films.mjs', lineNumber: 24 },
      packageName: '@old/parser',
    })
  })

  test('is in the package itself where the program is not on the stack', () => {
    const path = '/home/ann/app/node_modules/a/node_modules/parser/index.js'
    expect(findCaller(stackOf(`parse (${path}:7:3)`))).toEqual({
      site: { functionName: 'parse', filePath: 'node_modules/parser/index.js', lineNumber: 7 },
      packageName: 'parser',
    })
  })

  test.each<[string, unknown]>([
    ['no stack', undefined],
    ['a stack that is no text', 7],
    ['no frames', 'Warning: m'],
    ['frames of Node alone', stackOf('emit (node:events:1:1)', 'node:internal/main:1:1', 'native')],
    ['evaluated code alone', stackOf(`eval (eval at run (${ROOT}/a.mjs:1:1), <anonymous>:1:1)`)],
    ['smonitor alone', stackOf('warn (/srv/node_modules/smonitor/dist/shared/smonitor-emit.js:1:1)')],
  ])('is not there with %s', (_what, stack) => {
    expect(findCaller(stack)).toBeUndefined()
  })
})
