import { runProgram } from './program.mjs'

const { thrown, ...outcome } = await runProgram()
postMessage({ outcome, asText: JSON.stringify(thrown), asObject: thrown.toJSON(), asItIs: thrown })
