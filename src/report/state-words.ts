import type { RunToRunState } from '../record/bundle-comparison.ts'

/** What a state is called, and what it means, in words that need no manual. */
export const STATE_WORDS: Readonly<
  Record<RunToRunState, { readonly title: string; readonly meaning: string }>
> = {
  new: { title: 'New', meaning: 'not seen in the previous run' },
  spreading: { title: 'Spreading', meaning: 'known, and now in places where it was not' },
  changed: { title: 'Changed', meaning: 'where another problem was before' },
  recurrent: { title: 'Recurrent', meaning: 'as in the previous run' },
  resolved: { title: 'Resolved', meaning: 'gone, and its place was run without it' },
  not_observed: { title: 'Not observed', meaning: 'did not come again; nothing proves that it is solved' },
  interrupted: { title: 'Interrupted', meaning: 'did not come again before the run was cut off' },
}
