import { describe, expect, test } from 'vitest'
import { toRecordOfEvent } from '../../src/policy/from-event.ts'
import { readOtlp } from '../../src/policy/from-otlp.ts'
import { toEvent } from '../../src/record/to-event.ts'
import { sampleEvent, sampleException } from '../helpers/sample-event.ts'

describe('the record of an event', () => {
  test('becomes the same event again', () => {
    const event = sampleEvent({
      code: 'FILM-W001',
      title: 'Late',
      hint: 'Look.',
      trace_hash: 'th1_0123456789abcdef',
      context: { chain: ['a', 'b'], depth: 2 },
      extra: { year: 1927, resource: 'films.csv', retry_attempt: 2 },
      args: ['"a"'],
      category: 'io',
      tags: ['x'],
      exception: sampleException({ stacktrace: 'TypeError: x', causes: ['Error: y'] }),
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      span_id: 'b7ad6b7169203331',
      correlation_id: 'job-1',
    })
    expect(toEvent(toRecordOfEvent(event), { runId: 'r1', sessionId: 's1' })).toEqual(event)
    expect(toEvent(toRecordOfEvent(sampleEvent()), { runId: 'r1', sessionId: 's1' })).toEqual(sampleEvent())
  })
})

describe('a line of OTLP/JSON', () => {
  test('has its log records', () => {
    const line = {
      resourceLogs: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
          scopeLogs: [
            {
              scope: { name: 'films', version: '1' },
              logRecords: [
                {
                  timeUnixNano: '1772359200123456789',
                  severityNumber: 13,
                  severityText: 'WARN',
                  eventName: 'e',
                  body: { stringValue: 'Late.' },
                  traceId: '0af7651916cd43dd8448eb211c80319c',
                  spanId: 'b7ad6b7169203331',
                  flags: 257,
                  attributes: [
                    { key: 'n', value: { intValue: '7' } },
                    { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }] } } },
                    {
                      key: 'map',
                      value: { kvlistValue: { values: [{ key: 'x', value: { boolValue: true } }] } },
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    }
    const [record] = readOtlp(line)?.records ?? []
    expect(record).toMatchObject({
      hrTime: [1772359200, 123456789],
      severityNumber: 13,
      eventName: 'e',
      body: 'Late.',
      attributes: { n: 7, list: ['a'], map: { x: true } },
      resource: { attributes: { 'service.name': 'shop' } },
      instrumentationScope: { name: 'films', version: '1' },
      spanContext: { traceId: '0af7651916cd43dd8448eb211c80319c', traceFlags: 1 },
    })
  })

  test('has its spans, whose kinds are counted from 1 there', () => {
    const span = {
      name: 'GET',
      kind: 2,
      traceId: 'a',
      spanId: 'b',
      status: { code: 2 },
      events: [{ name: 'e' }],
      traceState: 'ot=rv:1,x=y',
    }
    const [found] = readOtlp({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })?.spans ?? []
    expect(found).toMatchObject({ name: 'GET', kind: 1, status: { code: 2 }, events: [{ name: 'e' }] })
    expect(found?.spanContext().traceState?.get('ot')).toBe('rv:1')
  })

  test.each([[null], [[]], [{}], ['x'], [{ level: 'INFO' }]])('is not what is neither: %j', (value) => {
    expect(readOtlp(value)).toBeUndefined()
  })
})
