/** Builds the dashboard into web/dist; does nothing when the sources are those of the last build. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const target = join(root, 'web/dist');
const stamp = join(target, 'build.txt');
const SOURCES = ['web/**/*.*', 'src/api/*.ts', 'src/kit/*.ts', 'scripts/build-web.mjs'];

const hash = sourceHash();
if (builtFrom() !== hash) {
  // Built aside and moved in place, so that a hub that is serving never sees half a page.
  const fresh = join(root, `web/.build-${process.pid}`, 'dist');
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn', 'web'],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, NODE_ENV: 'production', HANSE_WEB_OUT: fresh },
    },
  );
  if (status === 0) {
    writeFileSync(join(fresh, 'build.txt'), `${hash}\n`);
    moveInPlace(fresh);
  } else {
    console.error('the dashboard could not be built; the lines above say why');
    process.exitCode = 1;
  }
  rmSync(join(fresh, '..'), { recursive: true, force: true });
}

function moveInPlace(fresh) {
  try {
    rmSync(target, { recursive: true, force: true });
    renameSync(fresh, target);
  } catch (error) {
    // Another build of the same sources may have moved its own in at the same moment.
    if (builtFrom() !== hash) throw error;
  }
}

function sourceHash() {
  const files = globSync(SOURCES, { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !/^web\/(dist|\.build-)|\.(test|slow)\.tsx?$/.test(file))
    .sort();
  const sum = createHash('sha256');
  for (const file of files)
    sum
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)));
  const { devDependencies, dependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  return sum.update(JSON.stringify([devDependencies, dependencies])).digest('hex');
}

function builtFrom() {
  try {
    readFileSync(join(target, 'index.html'));
    return readFileSync(stamp, 'utf8').trim();
  } catch {
    return undefined;
  }
}
