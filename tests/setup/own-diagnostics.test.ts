import { describe, expect, test } from 'vitest'
import { LEVEL_NAMES } from '../../src/record/level.ts'
import { ownDiagnostics } from '../../src/setup/own-diagnostics.ts'

/** A sentence with its full stop, or the reason that a placeholder brings, which is one itself. */
const SENTENCE = /^(?:[A-Z{].*\.(?: \{reason\})?|\{reason\})$/

describe('our own diagnostics', () => {
  test.each(Object.entries(ownDiagnostics.codes))('speak in full sentences: %s', (code, definition) => {
    expect(LEVEL_NAMES).toContain(definition.level)
    expect(code).toMatch(definition.level === 'warn' ? /^SMON-W[23]\d\d$/ : /^SMON-E[13]\d\d$/)
    expect(definition.title).toMatch(/^[A-Z][^.!{}]+$/)
    expect(definition.message).toMatch(SENTENCE)
    expect(definition.hint).toMatch(SENTENCE)
    expect(`${definition.message} ${definition.hint}`).not.toMatch(/!|Error:/)
  })
})
