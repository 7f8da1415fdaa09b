import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readRegistry } from '../../semconv/model.ts'
import { checkRecord, checkResource, checkSpan } from './check-record.ts'

const { registry } = readRegistry(join(import.meta.dirname, '../../semconv'))
const KEY = { 'smonitor.triage_key': 'tk1_0123456789abcdef' }

describe('checkRecord', () => {
  test.each<[string, Parameters<typeof checkRecord>[1]]>([
    ['a diagnostic', { eventName: 'smonitor.diagnostic', severityNumber: 13, attributes: KEY }],
    [
      'params of every flat type',
      {
        eventName: 'smonitor.diagnostic',
        attributes: {
          ...KEY,
          'smonitor.param.a': 'x',
          'smonitor.param.b.c': 0.5,
          'smonitor.param.d': false,
          'smonitor.param.e': ['x'],
        },
      },
    ],
    [
      'a failure with its type',
      {
        eventName: 'smonitor.diagnostic',
        severityNumber: 17,
        attributes: { ...KEY, 'error.type': '_OTHER' },
      },
    ],
    ['the event of an uncaught exception', { eventName: 'exception', attributes: {} }],
  ])('accepts %s', (_, record) => {
    expect(checkRecord(registry, record)).toEqual([])
  })

  test.each<[string, Parameters<typeof checkRecord>[1], string]>([
    [
      'an unknown event',
      { eventName: 'smonitor.guess', attributes: {} },
      'The event smonitor.guess is not defined.',
    ],
    ['no event name', { attributes: {} }, 'The event undefined is not defined.'],
    [
      'a missing attribute',
      { eventName: 'smonitor.diagnostic', attributes: {} },
      'The event smonitor.diagnostic has no smonitor.triage_key.',
    ],
    [
      'a failure without its type',
      { eventName: 'smonitor.diagnostic', severityNumber: 21, attributes: KEY },
      'The event smonitor.diagnostic has no error.type.',
    ],
    [
      'an unknown attribute',
      { eventName: 'smonitor.diagnostic', attributes: { ...KEY, 'smonitor.guess': 1 } },
      'The event smonitor.diagnostic has smonitor.guess, which is not defined.',
    ],
    [
      'an unknown attribute below one that is no template',
      { eventName: 'smonitor.diagnostic', attributes: { ...KEY, 'smonitor.code.x': 'a' } },
      'The event smonitor.diagnostic has smonitor.code.x, which is not defined.',
    ],
    [
      'an attribute of another event',
      { eventName: 'smonitor.diagnostic', attributes: { ...KEY, 'smonitor.test.id': 'a' } },
      'The event smonitor.diagnostic has smonitor.test.id, which is not among its attributes.',
    ],
    [
      'an attribute of somebody else',
      { eventName: 'smonitor.diagnostic', attributes: { ...KEY, 'code.function': 'f' } },
      'The event smonitor.diagnostic has code.function, which is not among its attributes.',
    ],
    [
      'a text for a number',
      { eventName: 'smonitor.diagnostic', attributes: { ...KEY, 'smonitor.context.depth': '2' } },
      'The event smonitor.diagnostic has "2" in smonitor.context.depth, which is not int.',
    ],
    [
      'a fraction for a whole number',
      { eventName: 'smonitor.diagnostic', attributes: { ...KEY, 'smonitor.context.depth': 1.5 } },
      'The event smonitor.diagnostic has 1.5 in smonitor.context.depth, which is not int.',
    ],
    [
      'a list with a hole',
      // oxlint-disable-next-line no-sparse-arrays
      { eventName: 'smonitor.diagnostic', attributes: { ...KEY, 'smonitor.tags': ['a', , 'b'] } },
      'The event smonitor.diagnostic has ["a",null,"b"] in smonitor.tags, which is not string[].',
    ],
    [
      'a number for a text of OTel',
      { eventName: 'smonitor.diagnostic', attributes: { ...KEY, 'exception.type': 1 } },
      'The event smonitor.diagnostic has 1 in exception.type, which is not string.',
    ],
    [
      'a nested param',
      { eventName: 'smonitor.diagnostic', attributes: { ...KEY, 'smonitor.param.a': { b: 1 } } },
      'The event smonitor.diagnostic has {"b":1} in smonitor.param.a, which is not template[any].',
    ],
    [
      'a value that is no member',
      { eventName: 'smonitor.diagnostic', attributes: { ...KEY, 'smonitor.profile': 'boss' } },
      'The event smonitor.diagnostic has "boss" in smonitor.profile, which is no value of it.',
    ],
    [
      'an unknown attribute of an event of OTel',
      { eventName: 'exception', attributes: { 'smonitor.guess': 1 } },
      'The event exception has smonitor.guess, which is not defined.',
    ],
  ])('refuses %s', (_, record, problem) => {
    expect(checkRecord(registry, record)).toEqual([problem])
  })
})

describe('checkSpan', () => {
  const span = { name: 'load', attributes: { 'smonitor.signal': 'load' }, events: [] }

  test.each<[string, Parameters<typeof checkSpan>[1]]>([
    ['the span of a signal', span],
    ['what the host adds', { ...span, attributes: { ...span.attributes, 'http.route': '/', size: 3 } }],
    ['a span of the host', { name: 'GET /', attributes: { 'http.route': '/' }, events: [{ name: 'a' }] }],
  ])('accepts %s', (_, emitted) => {
    expect(checkSpan(registry, emitted)).toEqual([])
  })

  test.each<[string, Parameters<typeof checkSpan>[1], string]>([
    [
      'an unknown attribute',
      { ...span, attributes: { ...span.attributes, 'smonitor.guess': 1 } },
      'The span load has smonitor.guess, which is not defined.',
    ],
    [
      'an attribute of an event',
      { ...span, attributes: { ...span.attributes, 'smonitor.hint': 'Look.' } },
      'The span load has smonitor.hint, which is not among its attributes.',
    ],
    [
      'a wrong type on a span of the host',
      { name: 'GET /', attributes: { 'smonitor.triage_key': 1 }, events: [] },
      'The span GET / has 1 in smonitor.triage_key, which is not string.',
    ],
    [
      'an unknown attribute of a span event',
      { ...span, events: [{ name: 'exception', attributes: { 'smonitor.guess': 1 } }] },
      'The span load, event exception, has smonitor.guess, which is not defined.',
    ],
  ])('refuses %s', (_, emitted, problem) => {
    expect(checkSpan(registry, emitted)).toEqual([problem])
  })
})

test('checkResource refuses an unknown attribute and a value that is no member', () => {
  const resource = { 'service.name': 'shop', 'smonitor.run.id': 'r1', 'smonitor.profile': 'user' }
  expect(checkResource(registry, resource)).toEqual([])
  expect(checkResource(registry, { ...resource, 'smonitor.host': 'a', 'smonitor.profile': 'boss' })).toEqual([
    'The resource has smonitor.host, which is not defined.',
    'The resource has "boss" in smonitor.profile, which is no value of it.',
  ])
})
