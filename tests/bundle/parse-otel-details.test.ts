import { describe, expect, test } from 'vitest'
import { parseOtelDetails } from '../../src/bundle/parse-otel-details.ts'

describe('what an event says of its log record', () => {
  test('is read as it was written', () => {
    const details = {
      attributes: { 'http.route': '/films', deep: { list: [1, null] } },
      params: { big: 'x' },
      named_params: ['form'],
      absent: ['error.type'],
      severity_number: 14,
      severity_text: null,
      body: { a: 1 },
      event_name: '',
      time_unix_nano: '1772359200123456789',
      observed_time_unix_nano: '1772359200123456790',
      trace_flags: 0,
      dropped_attributes_count: 2,
      scope: { schema_url: null, attributes: { a: 1 }, dropped_attributes_count: 1 },
    }
    expect(parseOtelDetails(JSON.parse(JSON.stringify(details)))).toEqual(details)
  })

  test.each<[string, unknown]>([
    ['no object', 'x'],
    ['a list', [1]],
    ['nothing', undefined],
    ['null', null],
    ['nothing that is known', { other: 1 }],
    [
      'fields of other types',
      { attributes: 'x', params: [], absent: 7, severity_number: 'x', severity_text: 1, event_name: 'x' },
    ],
    [
      'times that are none',
      { time_unix_nano: '","injected":"', observed_time_unix_nano: 7, trace_flags: '1', scope: 1 },
    ],
  ])('is nothing when it is %s', (_, value) => {
    expect(parseOtelDetails(value)).toBeUndefined()
  })
})
