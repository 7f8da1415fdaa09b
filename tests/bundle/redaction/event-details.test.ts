import { describe, expect, test } from 'vitest'
import { createBundleRedaction } from '../../../src/bundle/redaction/create-bundle-redaction.ts'
import { sampleEvent } from '../../helpers/sample-event.ts'

const event = sampleEvent({
  extra: { user: '{"name":"ada"}', size: '{"x":1}' },
  otel: {
    attributes: {
      'shop.tenant': 'north',
      'shop.password': 'hunter2-hunter2',
      'code.function.name': 'load',
      'smonitor.param.odd': 1,
    },
    params: { user: { name: 'ada' }, size: { x: 1 } },
    named_params: ['form'],
  },
})

describe('what an event says of its log record', () => {
  test('loses what is a secret by its name', () => {
    const redacted = createBundleRedaction({ preset: 'ci' }).event(event)
    expect(JSON.stringify(redacted)).not.toContain('hunter2')
    expect(redacted.otel?.attributes?.['shop.tenant']).toBe('north')
  })

  test('loses a param whole that was taken out of the event by its path', () => {
    const { extra, otel } = createBundleRedaction({ preset: 'none', paths: ['extra.user'] }).event(event)
    expect(JSON.stringify([extra, otel])).not.toContain('ada')
    expect(otel?.params).toEqual({ size: { x: 1 } })
  })

  test('loses its params with all others, and where it arose with the context', () => {
    const { otel } = createBundleRedaction({ preset: 'none', dropExtra: true, dropContext: true }).event(
      event,
    )
    expect(otel).toEqual({ attributes: { 'shop.tenant': 'north', 'shop.password': 'hunter2-hunter2' } })
  })
})
