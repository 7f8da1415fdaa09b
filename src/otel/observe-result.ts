/** A call that has returned something that may still be at work. */
export interface RunningCall {
  /** Runs a step of it where the call's span and chain are active. */
  within<Result>(step: () => Result): Result
  /** Ends the call; called again, it does nothing. */
  end(): void
  /** Records that it failed, and ends it. */
  fail(error: unknown): void
}

/**
 * Keeps a call open for as long as what it returned is at work: a generator, a stream, or anything but a promise
 * that has a `then`. What is returned is the same thing.
 */
export function observeResult<Result extends object>(result: Result, call: RunningCall): Result {
  switch (kindOf(result)) {
    case 'generator':
      return observeGenerator(result as Result & AnyGenerator, call, observeStep)
    case 'async generator':
      return observeGenerator(result as Result & AnyGenerator, call, observeAsyncStep)
    case 'stream':
      return observeStream(result as Result & StreamLike, call)
    case 'thenable':
      return observeThenable(result as Result & ThenableLike, call)
    case 'other':
      call.end()
      return result
  }
}

type Kind = 'generator' | 'async generator' | 'stream' | 'thenable' | 'other'

interface ThenableLike {
  then(onDone?: (value: never) => unknown, onFailed?: (error: unknown) => unknown): unknown
}

interface StreamLike {
  once(event: string, listener: () => void): unknown
  /** Node's own record of what destroyed it. */
  readonly errored?: unknown
}

type StepName = 'next' | 'return' | 'throw'
type AnyGenerator = { [Name in StepName]?: (...args: unknown[]) => unknown }

/** Tells whether a result is a promise. @throws What a getter or a proxy throws. */
export function isPromise(result: object): result is Promise<unknown> {
  // The quick question first. Not instanceof: a promise may come from another realm.
  return (
    (result as { then?: unknown }).then === Promise.prototype.then || tagOf(result) === '[object Promise]'
  )
}

function kindOf(result: object): Kind {
  try {
    const tag = tagOf(result)
    if (tag === '[object Generator]') return 'generator'
    if (tag === '[object AsyncGenerator]') return 'async generator'
    const { then, pipe, once } = result as { then?: unknown; pipe?: unknown; once?: unknown }
    if (typeof then === 'function') return 'thenable'
    return typeof pipe === 'function' && typeof once === 'function' ? 'stream' : 'other'
  } catch {
    // A proxy or getter that throws is the program's own affair.
    return 'other'
  }
}

function tagOf(result: object): string {
  return Object.prototype.toString.call(result)
}

/**
 * Follows a promise to its end.
 *
 * The caller gets the derived promise: with the original, a rejection that nobody handles would count as handled,
 * and Node's own message and exit code would be gone. `then`, because an async function would add itself to the
 * stack that Node prints.
 */
export function followPromise(
  promise: Promise<unknown>,
  onDone: (value: unknown) => unknown,
  onFailed: (error: unknown) => never,
): Promise<unknown> {
  const derived = promise.then(onDone, onFailed)
  // Such as `pid` and `kill` on the promise of a child process.
  for (const key of Reflect.ownKeys(promise)) {
    const property = Reflect.getOwnPropertyDescriptor(promise, key)
    if (property !== undefined && !Object.hasOwn(derived, key)) Reflect.defineProperty(derived, key, property)
  }
  return derived
}

/** Each step of a generator runs in the context of whoever asks for it, unless it is brought into ours. */
function observeGenerator<Generator extends AnyGenerator>(
  generator: Generator,
  call: RunningCall,
  observe: (step: () => unknown, call: RunningCall) => unknown,
): Generator {
  for (const name of ['next', 'return', 'throw'] as const) {
    const original = generator[name]
    if (original === undefined) continue
    hide(generator, name, (...args: unknown[]) => observe(() => original.apply(generator, args), call))
  }
  return generator
}

function observeStep(step: () => unknown, call: RunningCall): unknown {
  try {
    const result = call.within(step) as IteratorResult<unknown>
    if (result.done === true) call.end()
    return result
  } catch (error) {
    call.fail(error)
    throw error
  }
}

function observeAsyncStep(step: () => unknown, call: RunningCall): unknown {
  return (call.within(step) as Promise<IteratorResult<unknown>>).then(
    (result) => {
      if (result.done === true) call.end()
      return result
    },
    (error: unknown) => {
      call.fail(error)
      throw error
    },
  )
}

/** A stream is at work until it closes. Only `close` is listened to: an `error` listener would swallow errors. */
function observeStream<Stream extends StreamLike>(stream: Stream, call: RunningCall): Stream {
  stream.once('close', () => {
    const error = stream.errored
    if (error === undefined || error === null) call.end()
    else call.fail(error)
  })
  return stream
}

/**
 * A thenable, such as the builder of a query, often starts its work only when it is awaited: `then` must not be
 * called for it. It is observed when the program calls it.
 */
function observeThenable<Thenable extends ThenableLike>(thenable: Thenable, call: RunningCall): Thenable {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the thenable below
  const original = thenable.then
  const isObserved = hide(thenable, 'then', (onDone: unknown, onFailed: unknown) =>
    call.within(() =>
      original.call(
        thenable,
        (value: never) => {
          call.end()
          return typeof onDone === 'function' ? (onDone as (value: never) => unknown)(value) : value
        },
        (error: unknown) => {
          call.fail(error)
          if (typeof onFailed === 'function') return (onFailed as (error: unknown) => unknown)(error)
          throw error
        },
      ),
    ),
  )
  if (!isObserved) call.end()
  return thenable
}

/** Puts a function on an object, out of sight; tells whether the object takes it. */
function hide(target: object, name: string, value: (...args: never[]) => unknown): boolean {
  return Reflect.defineProperty(target, name, {
    value,
    enumerable: false,
    configurable: true,
    writable: true,
  })
}
