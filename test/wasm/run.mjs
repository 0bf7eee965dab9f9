// What scripts/check-wasm runs beside a private server, after the package was built.
import { ask, done } from './lib.mjs'

ask('CREATE EXTENSION hll')
for (const file of process.argv.length > 2 ? process.argv.slice(2) : ['vectors', 'sketches', 'filters', 'damaged', 'errors', 'memory', 'package'])
  await import(`./${file}.mjs`)
done()
