import { Console } from 'node:console'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Writable } from 'node:stream'

/** The methods of the console that print a line of a level. */
export const CONSOLE_METHODS = ['debug', 'log', 'info', 'warn', 'error'] as const

/** A method of the console that prints a line of a level. */
export type ConsoleMethod = (typeof CONSOLE_METHODS)[number]

/** How the lines of the console are seen. */
export type ConsoleWay = 'channels' | 'methods'

/** Told of each line; `above` is the function from which on a stack is the caller's. */
export type OnLine = (method: ConsoleMethod, args: readonly unknown[], above: object) => void

/**
 * Tells of each line that is printed with the console, before it is printed: by Node's diagnostics channels where
 * it has them (Node 22 and later), else by functions that take the place of the console's own.
 *
 * @returns What undoes it.
 */
export function watchConsole(onLine: OnLine, way: ConsoleWay = findWay()): () => void {
  const watch = way === 'channels' ? listen : patch
  const stops = CONSOLE_METHODS.map((method) => watch(method, onLine))
  return () => {
    for (const stop of stops) stop()
  }
}

function listen(method: ConsoleMethod, onLine: OnLine): () => void {
  function onMessage(args: unknown): void {
    onLine(method, args as readonly unknown[], onMessage)
  }
  subscribe(`console.${method}`, onMessage)
  return () => {
    unsubscribe(`console.${method}`, onMessage)
  }
}

function patch(method: ConsoleMethod, onLine: OnLine): () => void {
  const { console } = globalThis
  const original = console[method] as (...args: unknown[]) => void
  let isOn = true
  function patched(this: unknown, ...args: unknown[]): void {
    if (isOn) onLine(method, args, patched)
    Reflect.apply(original, this, args)
  }
  Object.defineProperty(patched, 'name', { value: method })
  console[method] = patched
  return () => {
    // Who replaced it after us, or keeps a reference, still calls it; it then only passes on.
    isOn = false
    if (console[method] === patched) console[method] = original
  }
}

/** Whether Node publishes on its channels cannot be asked, only tried: with a console that prints nowhere. */
function findWay(): ConsoleWay {
  let isPublished = false
  const onMessage = (): void => {
    isPublished = true
  }
  // Whoever else listens there hears an empty line.
  subscribe(TRIAL, onMessage)
  try {
    new Console({ stdout: new Writable({ write: (_chunk, _encoding, done) => done() }) }).debug('')
  } finally {
    unsubscribe(TRIAL, onMessage)
  }
  return isPublished ? 'channels' : 'methods'
}

const TRIAL = 'console.debug'
