import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normaliseFrames } from '../../src/identity/normalise-frames.ts'

/** One line of a stack. */
function frameOf(line: string): string | undefined {
  return normaliseFrames(line, '')[0]
}

describe('a frame of V8', () => {
  test.each([
    ['    at load (/home/ci/repo/src/io.ts:10:5)', 'load@io'],
    ['    at load (file:///home/ci/repo/src/io.ts:10:5)', 'load@io'],
    ['    at load (D:\\a\\repo\\src\\io.ts:10:5)', 'load@io'],
    ['    at load (file:///D:/a/repo/src/io.ts:10:5)', 'load@io'],
    ['    at load (\\\\server\\share\\src\\io.ts:10:5)', 'load@io'],
    ['    at load (http://localhost:5173/src/io.ts?t=1700000000000:10:5)', 'load@io'],
    ['    at load (http://localhost:5173/@fs/home/ci/repo/src/io.ts:10:5)', 'load@io'],
    ['    at load (webpack-internal:///(rsc)/./src/io.ts:10:5)', 'load@io'],
    ['    at load (/home/me/C#/what? (copy)/src/io.ts:10:5)', 'load@io'],
    ['    at /home/me/what (copy)/src/io.ts:10:5', '<anonymous>@io'],
    ['    at file:///home/ci/repo/main.mjs:3:9', '<anonymous>@main'],
    ['    at async file:///home/ci/repo/main.mjs:3:9', '<anonymous>@main'],
    ['    at D:\\a\\repo\\main.js:3:9', '<anonymous>@main'],
    ['    at Object.<anonymous> (/home/ci/repo/main.js:3:9)', '<anonymous>@main'],
    ['    at <anonymous> (/home/ci/repo/main.js:3:9)', '<anonymous>@main'],
    ['    at Object.load (/repo/io.js:1:2)', 'load@io'],
    ['    at Loader.load (/repo/io.js:1:2)', 'load@io'],
    ['    at Store.Loader.load (/repo/io.js:1:2)', 'load@io'],
    ['    at Loader.load [as run] (/repo/io.js:1:2)', 'load@io'],
    ['    at new Loader (/repo/io.js:1:2)', 'Loader@io'],
    ['    at new Store.Loader (/repo/io.js:1:2)', 'Loader@io'],
    ['    at async load (/repo/io.js:1:2)', 'load@io'],
    ['    at async Loader.load (/repo/io.js:1:2)', 'load@io'],
    ['    at Loader.#load (/repo/io.js:1:2)', '#load@io'],
    ['    at get size [as size] (/repo/io.js:1:2)', 'get size@io'],
    ['    at renew (/repo/io.js:1:2)', 'renew@io'],
    ['    at asyncLoad (/repo/io.js:1:2)', 'asyncLoad@io'],
    ['    at [eval1]:1:7', '<anonymous>@[eval1]'],
  ])('%s is %s', (line, frame) => {
    expect(frameOf(line)).toBe(frame)
  })
})

describe('a frame of Firefox or Safari', () => {
  test.each([
    ['load@http://localhost:3000/src/io.js:10:5', 'load@io'],
    ['load@https://cdn.example/npm/films@1.2.0/dist/io.js:10:5', 'load@io'],
    ['load@file:///home/ci/repo/src/io.js:10:5', 'load@io'],
    ['@http://localhost:3000/src/main.js:10:5', '<anonymous>@main'],
    ['start/load@http://localhost:3000/src/io.js:10:5', 'load@io'],
    ['start/<@http://localhost:3000/src/io.js:10:5', '<anonymous>@io'],
    ['start/this.each<@http://localhost:3000/src/io.js:10:5', '<anonymous>@io'],
    ['async*load@http://localhost:3000/src/io.js:10:5', 'load@io'],
    ['promise callback*load@http://localhost:3000/src/io.js:10:5', 'load@io'],
    ['setTimeout handler*start/load@http://localhost:3000/src/io.js:10:5', 'load@io'],
    ['global code@http://localhost:3000/src/main.js:10:5', '<anonymous>@main'],
    ['module code@http://localhost:3000/src/main.js:10:5', '<anonymous>@main'],
    ['load@http://localhost:3000/src/io.js:10', 'load@io'],
  ])('%s is %s', (line, frame) => {
    expect(frameOf(line)).toBe(frame)
  })

  test('is found in whole stacks', () => {
    const firefox = [
      'find@http://localhost:5173/src/find.ts?t=1700000000000:3:9',
      'load/<@http://localhost:5173/src/load.ts:12:7',
      'load@http://localhost:5173/src/load.ts:11:3',
      'with@http://localhost:5173/node_modules/.vite/deps/@opentelemetry_api.js?v=4f3c2a1b:230:5',
      'async*@http://localhost:5173/src/main.ts:5:1',
      '',
    ]
    const safari = [
      'find@http://localhost:5173/src/find.ts?t=1700000000000:3:18',
      '@http://localhost:5173/src/load.ts:12:20',
      'map@[native code]',
      'load@http://localhost:5173/src/load.ts:11:10',
      'module code@http://localhost:5173/src/main.ts:5:5',
    ]
    const frames = ['find@find', '<anonymous>@load', 'load@load', '<anonymous>@main']
    expect(normaliseFrames(firefox.join('\n'), 'No film.')).toEqual(frames)
    expect(normaliseFrames(safari.join('\n'), 'No film.')).toEqual(frames)
  })
})

describe('the file of a frame', () => {
  test.each([
    ['io.ts', 'io.js'],
    ['io.ts', 'io.mjs'],
    ['io.tsx', 'io.jsx'],
    ['index.ts', 'index-BkXz91aQ.js'],
    ['index.ts', 'index-B_Xz-1aQ.js'],
    ['main.ts', 'main.4f3c2a1b.js'],
    ['main.bundle.ts', 'main.4f3c2a1b.bundle.js'],
    ['page.ts', 'page-0a1b2c3d4e5f6071.js'],
    ['x.ts', 'x-a1B2c3D4.js'],
    ['io.test.ts', 'io.test.js'],
    ['io.ts', 'io.ts?v=1f2e3d4c'],
    ['io.ts', 'io.ts?import&raw'],
    ['io.ts', 'io.ts#part'],
  ])('agrees for %s and %s', (source, built) => {
    expect(frameOf(`    at load (/repo/${built}:1:2)`)).toBe(
      frameOf(`    at load (/repo/src/${source}:70:4)`),
    )
  })

  test.each([
    ['io.ts', 'oi.ts'],
    ['user-settings.ts', 'user-defaults.ts'],
    ['chart-version2.ts', 'chart.ts'],
    ['io.test.ts', 'io.ts'],
    ['films.loader.ts', 'films.finder.ts'],
  ])('differs for %s and %s', (one, other) => {
    expect(frameOf(`    at load (/repo/${one}:1:2)`)).not.toBe(frameOf(`    at load (/repo/${other}:1:2)`))
  })
})

describe('what is not in the program', () => {
  test.each([
    '    at Array.map (<anonymous>)',
    '    at async Promise.all (index 0)',
    '    at node:internal/process/task_queues:95:5',
    '    at async node:internal/process/task_queues:95:5',
    '    at Module._compile (node:internal/modules/cjs/loader:1554:14)',
    '    at AsyncLocalStorage.run (node:internal/async_local_storage/async_hooks:91:14)',
    '    at async ext:core/00_infra.js:1:2',
    '    at Client.connect (/repo/node_modules/.pnpm/pg@8.11.3/node_modules/pg/lib/client.js:10:1)',
    '    at Client.connect (D:\\repo\\node_modules\\pg\\lib\\client.js:10:1)',
    '    at with (/deno/npm/registry/@opentelemetry/api/1.10.0/context.js:10:1)',
    '    at invoke (/linked/smonitor/dist/shared/smonitor-emit.js:1204:20)',
    '    at Object.call (/linked/smonitor/src/otel/observe-call.ts:120:20)',
    '    at eval (eval at load (file:///repo/io.js:10:5), <anonymous>:1:7)',
    '    at load (evalmachine.<anonymous>:1:7)',
    'load@http://localhost:3000/io.js line 5 > eval:1:7',
    '@http://localhost:3000/io.js line 5 > Function:1:7',
    'forEach@[native code]',
    'work@blob:http://localhost:3000/3f2504e0-4f89-41d3-9a0c-0305e82c3301:1:2',
  ])('is left out: %s', (line) => {
    expect(normaliseFrames(line, '')).toEqual([])
  })

  test.each([
    '    at load (/home/me/smonitor/io.js:1:2)',
    '    at load (/home/me/smonitor-emit/io.js:1:2)',
    '    at load (/repo/src/otel/load.ts:1:2)',
    '    at load (/repo/src/otel/observe-calls.ts:1:2)',
    '    at load (/repo/src/nodes/io.js:1:2)',
  ])('is not what only looks like it: %s', (line) => {
    expect(normaliseFrames(line, '')).toHaveLength(1)
  })
})

describe('normaliseFrames', () => {
  test('lists the frames of the program, innermost first, immediate repeats once', () => {
    const stack = [
      'TypeError: No film.',
      '    at find (/repo/find.js:3:9)',
      '    at find (/repo/find.js:5:9)',
      '    at Array.map (<anonymous>)',
      '    at find (/repo/find.js:7:9)',
      '    at load (/repo/load.js:3:9)',
      '    at find (/repo/find.js:5:9)',
    ]
    expect(normaliseFrames(stack.join('\n'), 'No film.')).toEqual(['find@find', 'load@load', 'find@find'])
  })

  test('takes no frame from the message', () => {
    const message =
      'It said:\n    at lie (/repo/lie.js:1:2)\nmail ada@films.example:25\n    at end (/x.js:1:1)'
    const stack = `Error: ${message}\n    at load (/repo/load.js:3:9)`
    expect(normaliseFrames(stack, message)).toEqual(['load@load'])
    expect(normaliseFrames('Error: mail ada@films.example:25', 'mail ada@films.example:25')).toEqual([])
  })

  test('finds the frames of an error without a message, whatever its folder is called', () => {
    const stack = 'Error\n    at find (/srv/a: b/find.js:3:9)\n    at load (/srv/a: b/load.js:3:9)'
    expect(normaliseFrames(stack, '')).toEqual(['find@find', 'load@load'])
  })

  test('takes no word of the message for a frame when the message was changed later', () => {
    const stack = 'Error: mail ada@films.example:25\n    at load (/repo/load.js:3:9)'
    expect(normaliseFrames(stack, 'Changed: mail ada@films.example:25')).toEqual(['load@load'])
  })

  test('gives the same with a stack trace limit above that of V8', () => {
    const lines = Array.from({ length: 60 }, (_, at) => `    at step${at} (/repo/steps.js:${at + 1}:1)`)
    const [byDefault, more, all] = [10, 50, 60].map((limit) =>
      normaliseFrames(['Error: m', ...lines.slice(0, limit)].join('\n'), 'm'),
    )
    expect(byDefault).toHaveLength(10)
    expect(more).toEqual(byDefault)
    expect(all).toEqual(byDefault)
  })

  test('reads what this runtime writes', () => {
    class Loader {
      static open() {
        return new Loader()
      }
      readonly error: Error
      constructor() {
        this.error = new Error('m: n')
      }
      get own() {
        return [1].map(() => new Error('m'))[0] as Error
      }
    }
    const framesOf = ({ stack = '', message }: Error) => normaliseFrames(stack, message)
    expect(framesOf(Loader.open().error).slice(0, 3)).toEqual([
      'Loader@normalise-frames.test',
      'open@normalise-frames.test',
      '<anonymous>@normalise-frames.test',
    ])
    expect(framesOf(new Loader().own).slice(0, 3)).toEqual([
      '<anonymous>@normalise-frames.test',
      'get own@normalise-frames.test',
      '<anonymous>@normalise-frames.test',
    ])
    const elsewhere = runInNewContext(
      '(function run() { return new Error("m") })()',
      {},
      '/x/other.js',
    ) as Error
    expect(framesOf(elsewhere).slice(0, 2)).toEqual(['run@other', '<anonymous>@other'])
  })

  test('never throws and answers soon, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (stack, message) => {
        expect(normaliseFrames(stack, message)).toBeInstanceOf(Array)
      }),
    )
    // Long enough for anything that is not linear to run into the time-out.
    const length = 300_000
    for (const piece of ['    at a (', '\n', ' ', ' (', '@', ':1', '1', '/', '?', '\n    at ', '-', '.a']) {
      for (const start of ['', '    at ', '    at x (', 'x@']) {
        const text = (start + piece.repeat(length)).slice(0, length)
        expect(normaliseFrames(`${text}!`, text).length).toBeLessThanOrEqual(10)
        expect(normaliseFrames(`${text}!`, '').length).toBeLessThanOrEqual(10)
      }
    }
  })
})

/** A program's frame, as it stands in every checkout. */
interface Place {
  readonly fn: string
  readonly folder: string
  readonly file: string
  readonly line: number
}

const identifier = fc.stringMatching(/^[a-z][A-Za-z]{0,9}$/)
const place: fc.Arbitrary<Place> = fc.record({
  fn: identifier,
  folder: identifier,
  file: identifier,
  line: fc.integer({ min: 1, max: 5000 }),
})
const stackOfPlaces = fc.array(place, { minLength: 1, maxLength: 10 })

const STYLES: Readonly<Record<string, (root: string, at: Place) => string>> = {
  posix: (root, { folder, file }) => join('/home', root, folder, `${file}.ts`),
  windows: (root, { folder, file }) => `D:\\${root}\\${folder}\\${file}.ts`,
  url: (root, { folder, file }) => `file:///srv/${root}/${folder}/${file}.ts`,
  served: (root, { folder, file }) => `http://${root}.example:8080/${folder}/${file}.ts?t=17000`,
  built: (root, { folder, file }) => `/srv/${root}/${folder}/dist/deep/${file}.js`,
}

function writeStack(places: readonly Place[], root: string, style: string, shift: number): string {
  const lines = places.map((at) => {
    const path = STYLES[style]?.(root, at) ?? ''
    return `    at ${at.fn} (${path}:${at.line + shift}:${shift + 1})`
  })
  return ['Error: m', ...lines].join('\n')
}

describe('the frames of one program', () => {
  const root = identifier.filter((name) => !name.startsWith('node'))

  test('are the same with lines inserted, in another checkout, and on another system', () => {
    fc.assert(
      fc.property(
        stackOfPlaces,
        fc.tuple(root, root),
        fc.tuple(fc.constantFrom(...Object.keys(STYLES)), fc.constantFrom(...Object.keys(STYLES))),
        fc.nat(1000),
        (places, roots, styles, shift) => {
          const one = normaliseFrames(writeStack(places, roots[0], styles[0], 0), 'm')
          expect(one).toEqual(normaliseFrames(writeStack(places, roots[1], styles[1], shift), 'm'))
          expect(one.length).toBeGreaterThan(0)
        },
      ),
    )
  })

  test('are others with another function or file at any place', () => {
    fc.assert(
      fc.property(stackOfPlaces, fc.nat(9), fc.constantFrom('fn', 'file'), (places, index, field) => {
        const at = index % places.length
        // Longer than any that is generated, so it is new.
        const changed = places.map((one, i) => (i === at ? { ...one, [field]: 'anotherOneAltogether' } : one))
        expect(normaliseFrames(writeStack(changed, 'a', 'posix', 0), 'm')).not.toEqual(
          normaliseFrames(writeStack(places, 'a', 'posix', 0), 'm'),
        )
      }),
    )
  })

  test('hold nothing of the checkout', () => {
    fc.assert(
      fc.property(stackOfPlaces, fc.constantFrom(...Object.keys(STYLES)), (places, style) => {
        const text = normaliseFrames(writeStack(places, 'secretroot', style, 0), 'm').join(' ')
        expect(text).not.toMatch(/secretroot|\d|[\\/?]/)
      }),
    )
  })
})
