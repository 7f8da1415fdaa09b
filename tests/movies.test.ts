import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

// The rules of the example, written anew and without smonitor.

interface Row {
  readonly [field: string]: string | number | null
}

const ROOT = resolve(import.meta.dirname, '..')
const rows = JSON.parse(
  readFileSync(
    join(dirname(createRequire(import.meta.url).resolve('vega-datasets')), '../data/movies.json'),
    'utf8',
  ),
) as readonly Row[]
const DAMAGED = /[ÈËÍÎÓÔ·‡‰ÁÛÙˆ˘ΩÖ]/

function count(isFound: (row: Row) => boolean): number {
  return rows.filter(isFound).length
}

function differ(row: Row): number {
  const critics = row['Rotten Tomatoes Rating']
  const audience = row['IMDB Rating']
  return typeof critics === 'number' && typeof audience === 'number' ? Math.abs(critics / 10 - audience) : 0
}

const EXPECTED = {
  'MOV-E001': count((row) => row['Title'] === null),
  'MOV-W010': count((row) => typeof row['Title'] === 'number'),
  'MOV-W011': count((row) => DAMAGED.test(String(row['Title']))),
  'MOV-W020': count((row) => Date.parse(`${row['Release Date']} UTC`) > Date.now()),
  'MOV-W030': count((row) => row['Worldwide Gross'] === null),
  'MOV-W031': count((row) => row['Worldwide Gross'] === 0),
  'MOV-W032': count(
    (row) =>
      row['US DVD Sales'] !== null &&
      row['Worldwide Gross'] !== null &&
      Number(row['US DVD Sales']) > Number(row['Worldwide Gross']),
  ),
  'MOV-W033': count((row) => row['Production Budget'] === null),
  'MOV-W034': count((row) => row['Production Budget'] !== null && Number(row['Production Budget']) < 10_000),
  'MOV-W040': count(
    (row) =>
      row['MPAA Rating'] !== null &&
      !['G', 'PG', 'PG-13', 'R', 'NC-17', 'Not Rated'].includes(String(row['MPAA Rating'])),
  ),
  'MOV-W041': count((row) => differ(row) > 5),
  'MOV-I050': count((row) => row['MPAA Rating'] === null),
  'MOV-I051': count((row) => row['Running Time min'] === null),
  'MOV-I052': count((row) => row['Director'] === null),
}

test('the importer reports each film of movies.json as often as a count without smonitor finds it', () => {
  const out = join(mkdtempSync(join(tmpdir(), 'smonitor-movies-')), 'bundle')
  const cli = join(ROOT, 'dist/src/cli/main.js')
  const run = [cli, 'run', '--out', out, '--', process.execPath, 'examples/movies/app.ts']
  const stdout = execFileSync(process.execPath, run, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const report = execFileSync(process.execPath, [cli, 'report', '--from', out, '--format', 'json'], {
    encoding: 'utf8',
  })
  const { incidents, totals } = JSON.parse(report) as {
    incidents: { code: string; count: number }[]
    totals: { events: number }
  }

  expect(rows).toHaveLength(3201)
  expect(stdout).toBe('3200 films imported, 1 left out.\n')
  expect(Object.fromEntries(incidents.map(({ code, count: times }) => [code, times]))).toEqual(EXPECTED)
  expect(totals.events).toBe(Object.values(EXPECTED).reduce((sum, times) => sum + times, 0))
  expect(EXPECTED).toMatchObject({ 'MOV-E001': 1, 'MOV-W010': 9, 'MOV-I052': 1331 })
})
