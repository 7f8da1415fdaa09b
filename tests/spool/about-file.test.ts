import { describe, expect, test } from 'vitest'
import { encodeAboutHead, encodeNote, encodeState, parseAbout } from '../../src/spool/about-file.ts'

const head = {
  version: '1.0.0',
  role: 'program',
  thread: 0,
  pid: 4711,
  started: '123',
  space: '0123456789abcdef',
} as const
const end = { ended_at: '2026-03-01T10:00:00.000Z', exit_code: null, signal: 'SIGVTALRM' }

describe('what a writer says of itself', () => {
  test('comes back as it was said, the newest word on the run last', () => {
    const catalog = { name: 'films', codes: {} }
    const file = Buffer.concat([
      encodeAboutHead(head, { run_id: 'r1' }),
      encodeNote({ catalog }),
      encodeNote({ run: { run_id: 'r1', service_name: 'shop' } }),
    ])
    encodeState({ dropped: 3, end }).copy(file)
    expect(parseAbout(file.toString('utf8'))).toEqual({
      head,
      state: { dropped: 3, end },
      run: { run_id: 'r1', service_name: 'shop' },
      catalogs: [catalog],
    })
  })

  test('has its state in a place of a fixed size, so that it can be written over', () => {
    const states = [
      { dropped: 0, end: null },
      { dropped: Number.MAX_SAFE_INTEGER, end },
      { dropped: 1, end: { ...end, exit_code: -2_147_483_648, signal: null } },
    ]
    const sizes = states.map((state) => encodeState(state).length)
    expect(new Set(sizes)).toEqual(new Set([192]))
    for (const state of states) expect(parseAbout(encodeState(state).toString('utf8')).state).toEqual(state)
  })

  test('is as much as is there, wherever it was cut off', () => {
    const whole = encodeAboutHead(head, { run_id: 'r1' }).toString('utf8')
    const found = new Set<string>()
    for (let length = 0; length <= whole.length; length += 1) {
      const about = parseAbout(whole.slice(0, length))
      found.add(`${about.head === undefined ? '' : 'head'} ${about.run === undefined ? '' : 'run'}`)
    }
    expect([...found]).toEqual([' ', 'head ', 'head run'])
  })

  test.each([
    ['nothing', ''],
    ['other JSON', '[]\n1\nnull\n"x"\n{}'],
    [
      'values of other types',
      '{"dropped":"many","end":[]}\n{"run":7}\n{"catalog":{"name":1}}\n{"schema":"smonitor.spool/1"}',
    ],
    ['a number that is no process', '{"schema":"smonitor.spool/1","writer":{"pid":-1}}'],
    ['a text that is no number', '{"schema":"smonitor.spool/1","writer":{"pid":"4711"}}'],
  ])('is nothing, when the file holds %s', (_what, text) => {
    expect(parseAbout(text)).toEqual({
      head: undefined,
      state: { dropped: 0, end: null },
      run: undefined,
      catalogs: [],
    })
  })
})
