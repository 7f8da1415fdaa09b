import * as fc from 'fast-check'
import { Marked, type Token } from 'marked'
import { describe, expect, test } from 'vitest'
import { toMarkdownCode, toMarkdownLink, toMarkdownText } from '../../src/report/markdown.ts'
import { HOSTILE } from '../helpers/hostile.ts'

const marked = new Marked({ gfm: true })

/** The types of what a real parser sees in a line, and its text. */
function parse(markdown: string) {
  const types = new Set<string>()
  let text = ''
  void marked.walkTokens(marked.lexer(`- ${markdown} end`), (token: Token) => {
    types.add(token.type)
    if (token.type === 'codespan') text += unescape(token.text)
  })
  return { types, text }
}

/** The parser gives the text of code as HTML. */
function unescape(html: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" }
  return html.replace(/&(lt|gt|amp|quot|#39);/g, (_, name: string) => named[name] ?? '')
}

const nasty = fc.string({
  unit: fc.constantFrom(
    ...'`*_[]()<>#|~$@:!\\&-+. \n\ta1'.split(''),
    'https://evil.example/',
    'www.evil.example',
    '<script>',
    '![x](http://a)',
    '@octocat',
    '\u202e',
    '映',
  ),
  maxLength: 40,
})

describe('a text in Markdown', () => {
  test('is never markup, HTML or a link, whatever it holds', () => {
    fc.assert(
      fc.property(nasty, (value) => {
        const { types } = parse(`x ${toMarkdownText(value)}`)
        expect(
          [...types].filter((type) => !['list', 'list_item', 'text', 'escape', 'space'].includes(type)),
        ).toEqual([])
      }),
    )
  })

  test('reads as it was written', () => {
    const html = marked.parseInline(
      toMarkdownText('a_b *c* <d> & [e](f) `g` | h ~i~ 2026-11-22 10:00:00 (x)!'),
    )
    expect(html).toBe('a_b *c* &lt;d&gt; &amp; [e](f) `g` | h ~i~ 2026-11-22 10:00:00 (x)!')
  })

  test.each(Object.values(HOSTILE))('of %j is one line of a table', (value) => {
    const line = toMarkdownText(value)
    expect(line).not.toMatch(/[\n\r]/)
    const [table] = marked.lexer(`| a | b |\n| --- | --- |\n| x ${line} | ${toMarkdownCode(value)} |\n`)
    expect(table).toMatchObject({ type: 'table', rows: [expect.objectContaining({ length: 2 })] })
  })

  test.each(['@octocat', 'see #12', ':tada:', 'GH-12'])('mentions nobody and nothing: %s', (value) => {
    expect(toMarkdownText(value)).toContain('\u2060')
  })
})

describe('code in Markdown', () => {
  test('is one piece with its own text, whatever it holds', () => {
    fc.assert(
      fc.property(nasty, (value) => {
        fc.pre(value.trim() !== '' && !/[\n\t\u202e|]/.test(value))
        const { types, text } = parse(toMarkdownCode(value))
        expect(types.has('codespan')).toBe(true)
        // The parser takes one space off each side where both have one.
        expect(text.trim()).toBe(value.trim())
      }),
    )
  })
})

describe('a link in Markdown', () => {
  test('is one for an address of the web, and text for anything else', () => {
    expect(toMarkdownLink('https://films.example/MOV-E001?a=b')).toBe('<https://films.example/MOV-E001?a=b>')
    for (const url of [
      'javascript:alert(1)',
      'https://a b',
      'https://a>b',
      `https://a/${'x'.repeat(3000)}`,
    ]) {
      expect(parse(`x ${toMarkdownLink(url)}`).types.has('link')).toBe(false)
    }
  })
})
