import { expect, test } from 'vitest'
import { nearestName } from '../../../src/setup/settings/nearest-name.ts'

const KEYS = [
  'profile',
  'level',
  'captureWarnings',
  'captureConsole',
  'eventBufferSize',
  'profilingBufferSize',
  'json',
  'sinks',
]

test.each([
  ['levle', 'level'],
  ['Level', 'level'],
  ['logLevel', 'level'],
  ['capture-warnings', 'captureWarnings'],
  ['captureWarning', 'captureWarnings'],
  ['capture_consol', 'captureConsole'],
  ['bufferSize', 'eventBufferSize'],
  ['jso', 'json'],
  ['josn', 'json'],
  ['sink', 'sinks'],
  ['profileName', 'profile'],
  ['colour', undefined],
  ['xyz', undefined],
  ['', undefined],
  ['---', undefined],
  ['x'.repeat(10_000), undefined],
])('%s was probably meant to be %s', (written, expected) => {
  expect(nearestName(written, KEYS)).toBe(expected)
})
