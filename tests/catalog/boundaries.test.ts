import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPackedProject } from '../helpers/packed-project.ts'
import { runNode } from '../helpers/run-process.ts'

/** What a library throws; the programs below hand it over without a thought. */
const LIBRARY = `
  import { defineCatalog } from 'smonitor'
  const molsys = defineCatalog({
    name: 'molsys',
    version: '2.1.0',
    docs: 'https://molsys.example/{code}',
    codes: {
      'MSM-E120': { level: 'fatal', title: 'Unknown form', message: 'The form {form} is not known.', hint: 'Use one of {known}.' },
    },
  })
  export const toForm = molsys.signal('molsys.toForm', (form) => {
    throw molsys.error('MSM-E120', { form, known: ['pdb', 'cif'] }, { cause: new RangeError('Inner.') })
  })
  export function failure() {
    try {
      return toForm('xyz')
    } catch (error) {
      return error
    }
  }
`

/** How a receiver, who need not have the library, tells what it got. */
const TELL = `
  import { DiagnosticError } from 'smonitor'
  export function tell(arrived) {
    const error = DiagnosticError.from(arrived)
    if (error === undefined) return { arrived: String(arrived) }
    const { code, level, title, message, hint, docs, params, catalog, cause } = error
    const top = error.toJSON().stack.split('\\n').slice(0, 2).map((line) => line.replace(/\\(.*\\//, '('))
    return {
      isError: error instanceof Error && error instanceof DiagnosticError,
      fields: { code, level, title, message, hint, docs, params, catalog },
      top,
      cause: cause === undefined ? null : String(cause),
    }
  }
`

const FIELDS = {
  code: 'MSM-E120',
  level: 'fatal',
  title: 'Unknown form',
  message: 'The form xyz is not known.',
  hint: 'Use one of pdb, cif.',
  docs: 'https://molsys.example/MSM-E120',
  params: { form: 'xyz', known: ['pdb', 'cif'] },
  catalog: { name: 'molsys', version: '2.1.0' },
}
const TOP = ['DiagnosticError: The form xyz is not known.', expect.stringMatching(/^ {4}at .*library\.mjs/)]
const WHOLE = { isError: true, fields: FIELDS, top: TOP, cause: 'RangeError: Inner.' }
/** JSON has no place for what is thrown besides errors of ours, so causes stay behind. */
const WITHOUT_CAUSE = { ...WHOLE, cause: null }

let project: string

beforeAll(() => {
  project = createPackedProject()
  writeFileSync(join(project, 'library.mjs'), LIBRARY)
  writeFileSync(join(project, 'tell.mjs'), TELL)
})
afterAll(() => rmSync(project, { recursive: true }))

/** Runs a program of several files; gives what it printed as JSON. */
async function run(files: Readonly<Record<string, string>>): Promise<unknown> {
  for (const [name, source] of Object.entries(files)) writeFileSync(join(project, name), source)
  const { code, stdout, stderr } = await runNode(['main.mjs'], { cwd: project })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

describe('a DiagnosticError is restored with all that it says', () => {
  test('after a structured clone, JSON, and v8.serialize', async () => {
    const main = `
      import { deserialize, serialize } from 'node:v8'
      import { failure } from './library.mjs'
      import { tell } from './tell.mjs'
      const error = failure()
      console.log(JSON.stringify({
        clone: tell(structuredClone(error)),
        inside: tell(structuredClone({ list: [error] }).list[0]),
        json: tell(JSON.parse(JSON.stringify(error))),
        cloneOfJson: tell(structuredClone(error.toJSON())),
        v8: tell(deserialize(serialize(error))),
      }))`
    expect(await run({ 'main.mjs': main })).toEqual({
      clone: WHOLE,
      inside: WHOLE,
      json: WITHOUT_CAUSE,
      cloneOfJson: WITHOUT_CAUSE,
      v8: WHOLE,
    })
  })

  test('by a worker thread: as a message, as workerData, and thrown there', async () => {
    const worker = `
      import { parentPort, workerData } from 'node:worker_threads'
      import { failure, toForm } from './library.mjs'
      import { tell } from './tell.mjs'
      parentPort.postMessage(failure())
      parentPort.postMessage(tell(workerData))
      parentPort.once('message', (error) => {
        parentPort.postMessage(tell(error))
        toForm('xyz')
      })`
    const main = `
      import { once } from 'node:events'
      import { Worker } from 'node:worker_threads'
      import { failure } from './library.mjs'
      import { tell } from './tell.mjs'
      const worker = new Worker(new URL('worker.mjs', import.meta.url), { workerData: failure() })
      const messages = []
      const thrown = new Promise((resolve) => worker.once('error', resolve))
      worker.on('message', (message) => {
        messages.push(message)
        if (messages.length === 2) worker.postMessage(failure())
      })
      const error = await thrown
      const [fromWorker, workerData, toWorker] = messages
      console.log(JSON.stringify({ fromWorker: tell(fromWorker), workerData, toWorker, thrown: tell(error) }))`
    expect(await run({ 'main.mjs': main, 'worker.mjs': worker })).toEqual({
      fromWorker: WHOLE,
      workerData: WHOLE,
      toWorker: WHOLE,
      thrown: WHOLE,
    })
  })

  test('by a worker, in a thread that does not have the library', async () => {
    const worker = `
      import { parentPort } from 'node:worker_threads'
      import { failure } from './library.mjs'
      parentPort.postMessage(failure())`
    const main = `
      import { once } from 'node:events'
      import { Worker } from 'node:worker_threads'
      import { tell } from './tell.mjs'
      const [arrived] = await once(new Worker(new URL('worker.mjs', import.meta.url)), 'message')
      console.log(JSON.stringify({ name: arrived.name, own: Object.keys(arrived), told: tell(arrived) }))`
    // What arrives is a plain error: V8 drops name and fields.
    expect(await run({ 'main.mjs': main, 'worker.mjs': worker })).toEqual({
      name: 'Error',
      own: [],
      told: WHOLE,
    })
  })

  test('by a MessageChannel, with which one promise settles another, and by a BroadcastChannel', async () => {
    const main = `
      import { once } from 'node:events'
      import { BroadcastChannel, MessageChannel } from 'node:worker_threads'
      import { failure, toForm } from './library.mjs'
      import { tell } from './tell.mjs'
      const { port1, port2 } = new MessageChannel()
      const answer = new Promise((resolve, reject) => {
        port2.once('message', ({ status, value, reason }) => (status === 'rejected' ? reject(reason) : resolve(value)))
      })
      const [settled] = await Promise.allSettled([Promise.resolve().then(() => toForm('xyz'))])
      port1.postMessage(settled)
      const rejected = await answer.catch(tell)
      port1.close()

      const [out, back] = [new BroadcastChannel('errors'), new BroadcastChannel('errors')]
      const heard = new Promise((resolve) => (back.onmessage = resolve))
      out.postMessage(failure())
      const broadcast = tell((await heard).data)
      out.close()
      back.close()
      console.log(JSON.stringify({ rejected, broadcast }))`
    expect(await run({ 'main.mjs': main })).toEqual({ rejected: WHOLE, broadcast: WHOLE })
  })

  test.each([
    ['advanced', WHOLE],
    ['json', WITHOUT_CAUSE],
  ] as const)('by a child process with %s serialization, there and back', async (serialization, expected) => {
    const child = `
      import { failure } from './library.mjs'
      import { tell } from './tell.mjs'
      process.once('message', (error) => process.send({ told: tell(error), error: failure() }, () => process.disconnect()))`
    const main = `
      import { fork } from 'node:child_process'
      import { once } from 'node:events'
      import { failure } from './library.mjs'
      import { tell } from './tell.mjs'
      const child = fork('child.mjs', { serialization: '${serialization}' })
      child.send(failure())
      const [{ told, error }] = await once(child, 'message')
      console.log(JSON.stringify({ there: told, back: tell(error) }))`
    expect(await run({ 'main.mjs': main, 'child.mjs': child })).toEqual({ there: expected, back: expected })
  })

  test('by a library that has a copy of smonitor of its own', async () => {
    const library = join(project, 'node_modules/molsys')
    mkdirSync(join(library, 'node_modules'), { recursive: true })
    cpSync(join(project, 'node_modules/smonitor'), join(library, 'node_modules/smonitor'), {
      recursive: true,
    })
    writeFileSync(
      join(library, 'package.json'),
      '{ "name": "molsys", "type": "module", "exports": "./library.mjs" }',
    )
    writeFileSync(join(library, 'library.mjs'), LIBRARY)
    const main = `
      import { failure } from 'molsys'
      import { DiagnosticError } from 'smonitor'
      import { tell } from './tell.mjs'
      const error = failure()
      console.log(JSON.stringify({
        isOfThisCopy: error instanceof DiagnosticError,
        taken: tell(error),
        sameCause: DiagnosticError.from(error).cause === error.cause,
        clone: tell(structuredClone(error)),
      }))`
    expect(await run({ 'main.mjs': main })).toEqual({
      isOfThisCopy: false,
      taken: WHOLE,
      sameCause: true,
      clone: WHOLE,
    })
  })
})
