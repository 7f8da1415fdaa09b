import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { defineCatalog } from '../../src/catalog/define-catalog.ts'
import { openSpool, readSpool } from '../../src/spool/spool.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

describe('a spool', () => {
  test('gives back the info, the files with events and the catalogs', () => {
    const folder = join(tempFolder(), 'runs', 'r1')
    const spool = openSpool(folder, { info: { run_id: 'r1' } })
    defineCatalog({ name: 'spool.a', version: '1', codes: {} })
    spool.append('{"one":1}', false)
    spool.append('{"two":2}', true)
    defineCatalog({ name: 'spool.b', codes: {} })
    spool.close()

    const { info, catalogs, eventFiles, dropped } = readSpool(folder)
    expect(info).toEqual({ run_id: 'r1' })
    expect(catalogs.map(({ name }) => name)).toEqual(expect.arrayContaining(['spool.a', 'spool.b']))
    expect(eventFiles.map((path) => readFileSync(path, 'utf8'))).toEqual(['{"one":1}\n{"two":2}\n'])
    expect(dropped).toBe(0)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  })

  test('has the catalogs on disk with an error, however the process ends then', () => {
    const folder = tempFolder()
    const spool = openSpool(folder, { info: {} })
    defineCatalog({ name: 'spool.c', codes: {} })
    spool.append('{}', true)
    expect(readSpool(folder).catalogs.map(({ name }) => name)).toContain('spool.c')
    spool.close()
  })

  test('tells the info of whoever opened it first, in its newest words', () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'info-9999999999999-9-0.json'), '{"run_id":"later"}')
    const spool = openSpool(folder, { info: { run_id: 'first' } })
    spool.setInfo({ run_id: 'first', service_name: 'shop' })
    spool.close()
    expect(readSpool(folder).info).toEqual({ run_id: 'first', service_name: 'shop' })
  })

  test('adds up what its processes dropped, and does without files that are cut off', () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'trailer-1-0.json'), '{"catalogs":[{"name":"x","codes":{}}],"dropped":2}')
    writeFileSync(join(folder, 'trailer-2-0.json'), '{"catalogs":[{"name":"x","codes":{}}],"dropped":3}')
    writeFileSync(join(folder, 'trailer-3-0.json'), '{"catalogs":[{"na')
    writeFileSync(join(folder, 'info-1-1-0.json'), '{"run')
    expect(readSpool(folder)).toEqual({
      info: undefined,
      catalogs: [{ name: 'x', codes: {} }],
      eventFiles: [],
      dropped: 5,
    })
  })
})
