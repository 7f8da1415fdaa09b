import { describe, expect, test } from 'vitest'
import { observeProgram, SETUPS } from '../helpers/observe-program.ts'

describe.each(SETUPS)('signals in signals, with %s', (setup) => {
  test('are 10,000 deep when each gives the stack back, with the whole depth and the innermost names', async () => {
    const { result, records } = await observeProgram(
      setup,
      `const nest = signal('nest', async (left) => {
        await null
        if (left > 1) return nest(left - 1)
        films.emit('MOV-W010', { id: 'f1' })
        throw new RangeError('the bottom')
      })
      return nest(10_000).catch((error) => error.message)`,
    )
    expect(result).toBe('the bottom')
    expect(records.map(({ message, depth, chain }) => [message, depth, chain.length])).toEqual([
      ['The film f1 has no title.', 10_000, 64],
      ['the bottom', 10_000, 64],
    ])
  })

  test('are 10,000 deep on one stack that is large enough', async () => {
    const { result, records } = await observeProgram(
      setup,
      `const nest = signal('nest', (left) => {
        if (left > 1) return nest(left - 1)
        films.emit('MOV-W010', { id: 'f1' })
        return 'the bottom'
      })
      return nest(10_000)`,
      { stackSizeMb: 16 },
    )
    expect(result).toBe('the bottom')
    expect(records.map(({ depth, chain }) => [depth, chain.length])).toEqual([[10_000, 64]])
  })

  test('end with the error of the language where the stack ends, and the program goes on', async () => {
    const { result, records } = await observeProgram(
      setup,
      `let deepest = 0
      const measure = (fn) => {
        deepest = 0
        try { fn(1) } catch (error) { return { deepest, error: error.constructor.name + ': ' + error.message } }
      }
      const plain = (at) => { deepest = at; plain(at + 1); return at }
      const observed = signal('observed', (at) => { deepest = at; observed(at + 1); return at })
      const alone = measure(plain)
      const { deepest: reached, error } = measure(observed)
      const after = signal('after', () => films.emit('MOV-W010', { id: 'f1' }) ?? 'goes on')()
      return { plain: alone.deepest, observed: reached, error, after }`,
    )
    expect(result).toMatchObject({ error: 'RangeError: Maximum call stack size exceeded', after: 'goes on' })
    expect(records.map(({ type, message }) => [type, message])).toEqual([
      ['RangeError', 'Maximum call stack size exceeded'],
      [null, 'The film f1 has no title.'],
    ])
    // What docs/status.md says: a signal takes the stack of about a dozen calls of a function that does nothing.
    const { plain, observed } = result as { readonly plain: number; readonly observed: number }
    expect(plain / observed).toBeLessThan(14)
  })
})
