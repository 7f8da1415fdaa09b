#!/usr/bin/env node
import { createProgram } from './program.ts'

// A reader such as `head` closes the pipe when it has seen enough; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await createProgram().run(process.argv.slice(2))
