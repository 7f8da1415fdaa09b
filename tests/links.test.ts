import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listPages } from './helpers/list-pages.ts'

const ROOT = resolve(import.meta.dirname, '..')
const pages = listPages()

interface Link {
  /** The file, as a path. */
  readonly target: string
  readonly fragment: string | undefined
  /** As it is written. */
  readonly text: string
}

describe('the links of the pages', () => {
  test('lead to files that exist', () => {
    const broken = pages.flatMap((page) =>
      linksOf(page)
        .filter(({ target }) => !existsSync(target))
        .map(({ text }) => `${relative(ROOT, page)}: ${text}`),
    )
    expect(broken).toEqual([])
  })

  test('lead to headings that exist', () => {
    const links = pages.flatMap((page) => linksOf(page).map((link) => ({ page, ...link })))
    const withHeading = links.filter(
      ({ target, fragment }) => fragment !== undefined && target.endsWith('.md') && existsSync(target),
    )
    const broken = withHeading
      .filter(({ target, fragment }) => !anchorsOf(target).includes(fragment ?? ''))
      .map(({ page, text }) => `${relative(ROOT, page)}: ${text}`)
    expect(broken).toEqual([])
    expect(withHeading.length).toBeGreaterThan(20)
  })

  test('lead from the README to every page', () => {
    const reached = new Set<string>()
    const waiting = [join(ROOT, 'README.md')]
    for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
      if (reached.has(page)) continue
      reached.add(page)
      waiting.push(
        ...linksOf(page)
          .map(({ target }) => target)
          .filter((target) => pages.includes(target)),
      )
    }
    expect(pages.filter((page) => !reached.has(page)).map((page) => relative(ROOT, page))).toEqual([])
  })
})

function linksOf(page: string): Link[] {
  return [...proseOf(page).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].map(
    ([text, path = '', fragment]) => ({
      target: path === '' ? page : join(dirname(page), path),
      fragment,
      text,
    }),
  )
}

/** The anchors of a page: those that GitHub gives its headings, and its own. */
function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>()
  const prose = proseOf(page)
  const own = [...prose.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)
  const ofHeadings = [...prose.matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = '']) => {
    const anchor = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-')
    const times = seen.get(anchor) ?? 0
    seen.set(anchor, times + 1)
    return times === 0 ? anchor : `${anchor}-${times}`
  })
  return [...own, ...ofHeadings]
}

/** A page without its code blocks, in which `#` and brackets mean something else. */
function proseOf(page: string): string {
  return readFileSync(page, 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '')
}
