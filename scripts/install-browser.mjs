/** Finds a Chromium for the browser tests, or installs Debian's package where that is possible. Prints its path. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of an executable Chromium, or undefined. `CHROMIUM_PATH` wins over what the system has. */
export function findBrowser() {
  const wished = process.env['CHROMIUM_PATH'];
  return [...(wished ? [wished] : []), ...CANDIDATES].find(executable);
}

/** Finds a browser or installs one; returns its path, or throws an Error with a sentence that says what to do. */
export function installBrowser() {
  const wished = process.env['CHROMIUM_PATH'];
  if (wished && !executable(wished)) {
    throw new Error(`CHROMIUM_PATH is ${wished}, which is no executable file; correct or unset it`);
  }
  const found = findBrowser();
  if (found) return found;
  const byHand = 'install Chromium and set CHROMIUM_PATH to its executable';
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version')) {
    throw new Error(`no Chromium was found and this is no Debian system; ${byHand}`);
  }
  if (process.getuid?.() !== 0) {
    throw new Error(`no Chromium was found; run "apt-get install chromium" as root, or ${byHand}`);
  }
  apt('update');
  apt('install', '-y', '--no-install-recommends', 'chromium');
  const installed = findBrowser();
  if (!installed)
    throw new Error(`apt-get installed chromium but no executable is there; ${byHand}`);
  return installed;
}

function apt(...words) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stderr, error } = spawnSync('apt-get', ['-q', ...words], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status === 0) return;
  const last = (error?.message ?? stderr ?? '').trim().split('\n').at(-1);
  throw new Error(`apt-get ${words[0]} failed (${last}); install Chromium and set CHROMIUM_PATH`);
}

function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(installBrowser());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
