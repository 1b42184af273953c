#!/usr/bin/env node
// The command line needs the Node version of the project; a terminal may well have an older one.
import { launch } from '../scripts/launch.mjs'

launch('src/app/cli.ts', process.argv.slice(2))
