import { expect, test } from 'vitest'
import { fromLocation } from '../../src/record/code-location.ts'

test.each([
  ['readFilm (src/films.mjs:24)', ['readFilm', 'src/films.mjs', 24]],
  ['src/films.mjs:24', [undefined, 'src/films.mjs', 24]],
  ['readFilm (src/films.mjs)', ['readFilm', 'src/films.mjs', undefined]],
  ['src/films.mjs', [undefined, 'src/films.mjs', undefined]],
  ['a (b) (C:\\films (1).mjs:7)', ['a (b) (C:\\films', '1).mjs', 7]],
  [null, [undefined, undefined, undefined]],
])('%s is taken apart as far as that can be told', (location, parts) => {
  const { functionName, filePath, lineNumber } = fromLocation(location)
  expect([functionName, filePath, lineNumber]).toEqual(parts)
})
