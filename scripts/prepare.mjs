// Installs and builds whatever is missing, then says nothing more: `node scripts/prepare.mjs [--quiet]`.
// Runs under any Node since 18, because a fresh clone has not installed its own Node 24 yet.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname ?? new URL('..', import.meta.url).pathname, '..');
const STAMP = join(root, 'node_modules', '.hanse-installed');

/** Builds in order; each script skips itself when nothing changed. */
const BUILDS = ['build-kernels.mjs', 'build-native.mjs', 'build-contracts.mjs', 'build-web.mjs'];

install();
const node = ownNode();
for (const script of BUILDS) {
  const path = join(root, 'scripts', script);
  if (existsSync(path)) run(node, [path], `${script} failed; see the lines above`);
}

function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  console.error('hanse: installing packages (once) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  run(
    npm,
    ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
    'npm ci failed; is the package registry reachable?',
  );
  writeFileSync(STAMP, wanted);
}

/** The Node 24 that the project installs, or the running one where it is new enough. */
function ownNode() {
  const bundled = join(root, 'node_modules', '.bin', 'node');
  if (existsSync(bundled)) return bundled;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  console.error(
    `hanse: Node 24 or newer is needed and this is ${process.versions.node}; on this platform the project brings none: install Node 24 from nodejs.org and start again`,
  );
  process.exit(1);
}

function run(command, args, failure) {
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (done.status === 0) return;
  console.error(`hanse: ${failure}${done.error ? ` (${done.error.message})` : ''}`);
  process.exit(done.status ?? 1);
}
