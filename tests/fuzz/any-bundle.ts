import * as fc from 'fast-check'
import { mutateBytes } from './mutate-bytes.ts'
import type { SampleBundle } from './sample-bundles.ts'

/** A bundle that was right before something in it was changed. */
export interface MutatedBundle {
  readonly sample: SampleBundle
  readonly files: Readonly<Record<string, Buffer>>
  /** The files that were changed; one that is gone is among them. */
  readonly touched: readonly string[]
}

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(-1, 0, 0.5, 1e9, '', 'x', true, null, [], {}, '\u001b[31m'),
)

/** Bundles of each form with one to three changes, or now and then none. */
export function anyBundle(samples: readonly SampleBundle[]): fc.Arbitrary<MutatedBundle> {
  const mutation = fc.tuple(fc.nat(), fc.nat(), value)
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(mutation, { minLength: 0, maxLength: 3 }), fc.nat(40))
    .map(([sample, mutations, gone]) => {
      const names = Object.keys(sample.files)
      const files: Record<string, Buffer> = { ...sample.files }
      const touched = new Set<string>()
      for (const one of mutations) {
        // Mostly the two that are read first.
        const name =
          names.filter((file) => !/README/.test(file))[one[0] % Math.min(3, names.length)] ?? names[0] ?? ''
        files[name] = mutateBytes(files[name] ?? Buffer.alloc(0), one)
        touched.add(name)
      }
      const lost = names[gone]
      if (sample.isFolder && lost !== undefined) {
        Reflect.deleteProperty(files, lost)
        touched.add(lost)
      }
      return { sample, files, touched: [...touched] }
    })
}
