import { describe, expect, test } from 'vitest'
import { chooseEvents, type EventChoice } from '../../exporters/choose-events.ts'
import { sampleEvent } from '../helpers/sample-event.ts'

const events = [
  sampleEvent({ timestamp: '2026-03-01T10:00:01.000Z', level: 'DEBUG', message: 'd1' }),
  sampleEvent({ timestamp: '2026-03-01T10:00:02.000Z', level: 'ERROR', message: 'e2' }),
  sampleEvent({ timestamp: '2026-03-01T10:00:03.000Z', level: 'WARNING', message: 'w3' }),
  sampleEvent({ timestamp: '2026-03-01T10:00:04.000Z', level: 'CRITICAL', message: 'c4' }),
]

function choose(choice: EventChoice): { readonly chosen: readonly string[]; readonly leftOut: number } {
  let leftOut = 0
  const chosen = [
    ...chooseEvents(
      () => events,
      choice,
      () => (leftOut += 1),
    ),
  ].map(({ message }) => message)
  return { chosen, leftOut }
}

describe('chooseEvents', () => {
  test.each<[string, EventChoice, readonly string[]]>([
    ['all', {}, ['d1', 'e2', 'w3', 'c4']],
    ['the newest', { maxEvents: 2 }, ['w3', 'c4']],
    ['none', { maxEvents: 0 }, []],
    ['what is newer', { since: '2026-03-01T10:00:03.000Z' }, ['w3', 'c4']],
    ['what is as serious', { level: 'error' }, ['e2', 'c4']],
    ['the newest of what is as serious', { level: 'warn', maxEvents: 2 }, ['w3', 'c4']],
    ['the newest of what is newer', { since: '2026-03-01T10:00:02.000Z', maxEvents: 1 }, ['c4']],
  ])('hands on %s, and counts the others', (_what, choice, expected) => {
    expect(choose(choice)).toEqual({ chosen: expected, leftOut: events.length - expected.length })
  })
})
