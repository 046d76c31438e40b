#!/usr/bin/env node
// Presents the WebAssembly solc of npm as the native command that forge expects.
'use strict';
const { readFileSync } = require('node:fs');
const { resolve } = require('node:path');

const args = process.argv.slice(2);
if (args.includes('--version')) {
  // The long version stands in the compiler's name on disk only as package version; booting 9 MB of WebAssembly for it takes a second.
  const { version } = require('solc/package.json');
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${version}+commit.00000000.Emscripten.clang\n`);
} else if (args.includes('--standard-json')) {
  const at = args.indexOf('--base-path');
  const base = at < 0 ? process.cwd() : args[at + 1];
  const load = (path) => {
    try {
      return { contents: readFileSync(resolve(base, path), 'utf8') };
    } catch (error) {
      return { error: error.message };
    }
  };
  const output = require('solc').compile(readFileSync(0, 'utf8'), { import: load });
  process.stdout.write(output);
} else {
  console.error(`solc.cjs: cannot do "${args.join(' ')}"; it knows --version and --standard-json`);
  process.exit(1);
}
