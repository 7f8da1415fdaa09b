import { describe, expect, test } from 'vitest'
import { observeProgram, SETUPS } from '../helpers/observe-program.ts'

/** Ways in which errors are passed on; each gives the records that it makes, as `type: message < causes`. */
const PROGRAM = `
  const fail = (name, error) => signal(name, () => { throw error })
  const failLater = (name, error) => signal(name, async () => { await null; throw error })
  const nested = (error) => ['s4', 's3', 's2', 's1'].reduce((inner, name) => signal(name, () => inner()), fail('s5', error))
  const grab = async (fn) => { try { await fn() } catch (error) { return error } }
  const wrap = (name, inner, make) => signal(name, () => { try { inner() } catch (cause) { throw make(cause) } })
  const cases = {
    'passed by five': () => nested(new RangeError('r')),
    'passed by five, async and sync': () =>
      signal('a1', async () => signal('a2', () => signal('a3', async () => { await null; await failLater('a4', new RangeError('r'))() })())()),
    'caught and thrown again': () => signal('outer', () => { try { fail('inner', new RangeError('r'))() } catch (error) { throw error } }),
    'caught and thrown again later': () => signal('outer', async () => {
      const error = await grab(fail('inner', new RangeError('r')))
      await new Promise((resolve) => setTimeout(resolve, 1))
      throw error
    }),
    'caught and dropped': () => signal('outer', () => { try { fail('inner', new RangeError('r'))() } catch {} }),
    'wrapped by each of two': () =>
      wrap('outer', wrap('middle', fail('inner', new RangeError('0')), (cause) => new Error('1', { cause })), (cause) => new TypeError('2', { cause })),
    'wrapped without its cause': () => wrap('outer', fail('inner', new RangeError('0')), () => new Error('1')),
    'replaced by another in a finally': () => signal('outer', () => { try { fail('inner', new RangeError('0'))() } finally { throw new Error('1') } }),
    'wrapped by a code': () => wrap('outer', fail('inner', new RangeError('0')), (cause) => films.error('MOV-E001', { id: 'f1', known: [] }, { cause })),
    'a code that is wrapped': () => wrap('outer', fail('inner', films.error('MOV-E001', { id: 'f1', known: [] })), (cause) => new Error('1', { cause })),
    'rejected to two who await it': () => signal('outer', async () => {
      const promise = failLater('inner', new RangeError('r'))()
      await Promise.allSettled([signal('one', () => promise)(), signal('other', async () => { await promise })()])
    }),
    'gathered by Promise.any': () => signal('outer', () => Promise.any([0, 1, 2].map((at) => failLater('inner' + at, new RangeError(String(at)))()))),
    'thrown through a generator': () => signal('outer', () => [...signal('steps', function* () { yield 1; yield* fail('inner', new RangeError('r'))() })()]),
    'frozen, and passed by five': () => nested(Object.freeze(new RangeError('r'))),
    'a text, passed by five': () => nested('r'),
    'undefined, passed by async ones': () => signal('a1', async () => signal('a2', async () => { await null; throw undefined })()),
    'thrown by two calls, equal and not the same': () => signal('outer', () => {
      for (let at = 0; at < 2; at += 1) try { fail('inner', new RangeError('r'))() } catch {}
    }),
  }
  const result = {}
  for (const [name, make] of Object.entries(cases)) {
    const before = seen().length
    await grab(make())
    result[name] = seen().slice(before).map(({ code, type, message, source, causes }) =>
      [code ?? type, source, message, ...causes].join(' | '))
  }
  return result`

describe.each(SETUPS)('an error that is passed on, with %s', (setup) => {
  test('is one record, and one that wraps it is another, with its cause', async () => {
    const { result } = await observeProgram(setup, PROGRAM)
    expect(result).toEqual({
      'passed by five': ['RangeError | s5 | r'],
      'passed by five, async and sync': ['RangeError | a4 | r'],
      'caught and thrown again': ['RangeError | inner | r'],
      'caught and thrown again later': ['RangeError | inner | r'],
      'caught and dropped': ['RangeError | inner | r'],
      'wrapped by each of two': [
        'RangeError | inner | 0',
        'Error | middle | 1 | RangeError: 0',
        'TypeError | outer | 2 | Error: 1 | RangeError: 0',
      ],
      'wrapped without its cause': ['RangeError | inner | 0', 'Error | outer | 1'],
      'replaced by another in a finally': ['RangeError | inner | 0', 'Error | outer | 1'],
      'wrapped by a code': [
        'RangeError | inner | 0',
        'MOV-E001 | outer | The film f1 is not known. | RangeError: 0',
      ],
      'a code that is wrapped': [
        'MOV-E001 | inner | The film f1 is not known.',
        'Error | outer | 1 | DiagnosticError: The film f1 is not known.',
      ],
      'rejected to two who await it': ['RangeError | inner | r'],
      'gathered by Promise.any': [
        'RangeError | inner0 | 0',
        'RangeError | inner1 | 1',
        'RangeError | inner2 | 2',
        'AggregateError | outer | All promises were rejected | RangeError: 0 | RangeError: 1 | RangeError: 2',
      ],
      'thrown through a generator': ['RangeError | inner | r'],
      'frozen, and passed by five': ['RangeError | s5 | r'],
      'a text, passed by five': ['string | s5 | r'],
      'undefined, passed by async ones': ['undefined | a2 | undefined'],
      'thrown by two calls, equal and not the same': ['RangeError | inner | r', 'RangeError | inner | r'],
    })
  })
})
