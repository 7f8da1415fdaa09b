import { describe, expect, test, vi } from 'vitest'
import { stringifyEvent } from '../../src/record/stringify-event.ts'
import { sampleEvent } from '../helpers/sample-event.ts'

describe('the line of an event', () => {
  test('is made once for an event that is frozen, for all who ask one after the other', () => {
    const toJSON = vi.fn<() => object>(() => ({ message: 'A film.' }))
    const event = Object.freeze({ toJSON })
    expect([stringifyEvent(event), stringifyEvent(event)]).toEqual([
      '{"message":"A film."}',
      '{"message":"A film."}',
    ])
    expect(toJSON).toHaveBeenCalledOnce()
  })

  test('is made anew for one that may change meanwhile', () => {
    const event = { ...sampleEvent({ message: 'first' }) }
    expect(JSON.parse(stringifyEvent(event))).toEqual(event)
    event.message = 'second'
    expect(JSON.parse(stringifyEvent(event))).toEqual(event)
  })

  test('is that of the event and not of the one before, of two that are alike', () => {
    const [one, other] = ['first', 'second'].map((message) => Object.freeze(sampleEvent({ message })))
    const lines = [one, other, one].map((event) => stringifyEvent(event as object))
    expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual([
      'first',
      'second',
      'first',
    ])
  })

  test('says what JSON cannot', () => {
    const event: Record<string, unknown> = { message: 'A film.', size: 12n }
    event['self'] = event
    expect(stringifyEvent(event)).toContain('"message":"A film."')
    expect(JSON.parse(stringifyEvent(event))).toMatchObject({ message: 'A film.', size: '12' })
  })
})
