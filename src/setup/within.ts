/** Waits for all, whatever becomes of each, but no longer than the limit. */
export async function within(limitMs: number, work: readonly Promise<unknown>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs)
  })
  await Promise.race([Promise.allSettled(work), limit])
  clearTimeout(timer)
}
