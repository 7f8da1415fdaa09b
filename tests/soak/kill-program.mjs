// Emits from its main thread and from workers until somebody kills it: node kill-program.mjs <workers>.
// On file descriptor 3 it says what it knows: `e <id>` after a diagnostic was emitted, `a <id>` when it is accepted:
// after flush() has answered, or at once if it is an error; and `go` when all threads have begun.
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { isMainThread, parentPort, threadId, Worker } from 'node:worker_threads'
import { emit } from 'smonitor'
import { startSmonitor } from 'smonitor/sdk'

const REPORT = 3

// No bound: what is past it would be counted, and is not what this is about.
const smonitor = startSmonitor({ level: 'fatal', spool: { maxBytes: 1e12 } })
if (isMainThread) {
  const workers = Array.from({ length: Number(process.argv[2]) }, () => new Worker(new URL(import.meta.url)))
  await Promise.all(workers.map((worker) => once(worker, 'message')))
  for (const worker of workers) worker.postMessage('go', [])
  say('go')
} else {
  parentPort.postMessage('ready', [])
  await once(parentPort, 'message')
}

const filler = 'The quick brown fox jumps over the lazy dog. '.repeat(180)
let room = 8_000_000
for (let count = 0; ;) {
  const open = []
  const batch = 1 + Math.floor(Math.random() * 10)
  for (let at = 0; at < batch; at += 1) {
    count += 1
    const id = `${threadId}-${count}`
    const level = Math.random() < 0.2 ? 'error' : 'info'
    emit(level, 'One of many.', { extra: { id, parts: parts() } })
    say(`e ${id}`)
    if (level === 'error') say(`a ${id}`)
    else open.push(id)
  }
  // Kills shall come between an emit and its flush, too.
  if (isMainThread && Math.random() < 0.5)
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20))
  await smonitor.flush()
  for (const id of open) say(`a ${id}`)
}

/** From nothing to half a megabyte, so that a kill often comes in the middle of a write; mostly in the workers. */
function parts() {
  const isLarge = room > 0 && Math.random() < (isMainThread ? 0.1 : 0.6)
  const list = Array.from({ length: isLarge ? Math.floor(Math.random() * 64) : 0 }, () => filler)
  room -= list.length * filler.length
  return list
}

function say(text) {
  for (;;) {
    try {
      writeSync(REPORT, `${text}\n`)
      return
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error
    }
  }
}
