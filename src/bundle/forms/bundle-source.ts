import type { BundleForm } from './bundle-form.ts'

/** A value of parsed JSON that is an object. */
export type Data = Readonly<Record<string, unknown>>

/** Told of the bytes of a part as they are read. */
export type OnBytes = (bytes: Uint8Array | string) => void

/** A bundle as it lies on disk, whatever its form: what its manifest says, and lines. */
export interface BundleSource {
  /** The folder or file, as readers are told. */
  readonly path: string
  /** `lines` is a file of events without a manifest. */
  readonly form: BundleForm | 'lines'
  /** As it was parsed; `undefined` where there is none. */
  readonly manifest: Data | undefined
  /** What a reader is to know beside what the manifest says, a sentence each. */
  readonly notes: readonly string[]
  /** Reads the lines of one of its files. @returns `undefined` when there is no such file */
  lines(file: string, onBytes?: OnBytes): Iterable<string | undefined> | undefined
  /** Removes what was unpacked. */
  close(): void
}

/** Larger documents do not fit into one text, which has at most 2^29 characters. */
export const MAX_DOCUMENT_BYTES = 512 * 2 ** 20
