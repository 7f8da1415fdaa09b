// Builds what the interop tests talk to, where it is not there yet: `npm run build:peers`.
// It needs Go and the Go module proxy, and two to five minutes for each peer the first time.
import { statSync } from 'node:fs'
import { buildPeer, findPeer, PEERS, type PeerName } from './peers.ts'

for (const name of Object.keys(PEERS) as PeerName[]) {
  const { title, variable } = PEERS[name]
  const there = findPeer(name)
  if (there !== undefined) {
    console.log(`${title}: ${there}, ${process.env[variable] ? `as ${variable} says` : 'built before'}`)
    continue
  }
  console.log(`${title}: building it with Go from tests/interop/peers/${name}, which downloads its modules`)
  const started = performance.now()
  const path = buildPeer(name)
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(`${title}: ${path}, ${Math.round(statSync(path).size / 2 ** 20)} MiB, built in ${seconds} s`)
}
