#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'
import { createProgram } from './program.ts'

// A bundle may have a million events, each of which is looked at and let go of. V8 would give such a program ever more
// room for what is young, twice what it needs in all.
setFlagsFromString('--semi-space-growth-factor=1')

// A reader such as `head` closes the pipe when it has seen enough; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await createProgram().run(process.argv.slice(2))
