import { describe, expect, test } from 'vitest'
import { handDownRun } from '../../src/setup/hand-down-run.ts'

const RUN = { runId: 'r1', root: '/app/.smonitor/runs' }

describe('a run that is handed down', () => {
  test('is in the environment until it is taken back', () => {
    const env: Record<string, string> = { PATH: '/bin' }
    const takeBack = handDownRun(env, RUN)
    expect(env).toEqual({ PATH: '/bin', SMONITOR_RUN_ID: 'r1', SMONITOR_SPOOL: '/app/.smonitor/runs' })
    takeBack()
    expect(env).toEqual({ PATH: '/bin' })
  })

  test('leaves what was there before when it is taken back, and what somebody has set since', () => {
    const env = { SMONITOR_RUN_ID: 'build-7', SMONITOR_SPOOL: 'runs' }
    const takeBack = handDownRun(env, RUN)
    env.SMONITOR_SPOOL = 'mine'
    takeBack()
    expect(env).toEqual({ SMONITOR_RUN_ID: 'build-7', SMONITOR_SPOOL: 'mine' })
  })

  test('names no folder when there is no spool', () => {
    const env = {}
    handDownRun(env, { runId: 'r1', root: undefined })
    expect(env).toEqual({ SMONITOR_RUN_ID: 'r1' })
  })
})
