#!/usr/bin/env node
// This file must be readable by any Node since 12: no static imports, nothing newer than dynamic ones.
const [major, minor] = process.versions.node.split('.').map(Number);

function localNode() {
  // biome-ignore lint/style/useNodejsImportProtocol: Node 12 does not know the protocol
  return Promise.all([import('fs'), import('url')]).then(([fs, { fileURLToPath }]) => {
    const path = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
    return fs.existsSync(path) && !process.env.ALLO_NODE ? path : null;
  });
}

function withLocalNode(path) {
  // biome-ignore lint/style/useNodejsImportProtocol: Node 12 does not know the protocol
  return import('child_process').then(({ spawn }) => {
    const child = spawn(path, process.argv.slice(1), {
      stdio: 'inherit',
      env: Object.assign({}, process.env, { ALLO_NODE: 'local' }),
    });
    // A terminal sends its signals to both; a second one of the same kind within a moment is the child's own copy.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.on('exit', (code, signal) => {
      process.exitCode = signal === 'SIGINT' ? 130 : code === null ? 1 : code;
    });
  });
}

function tooOld() {
  const found = 'allo needs Node 22.18 or newer, best 24; this is ' + process.versions.node;
  const hint = 'Install Node 24 from https://nodejs.org (or run `npm ci` in a checkout, which brings its own).';
  if (process.argv.includes('--json')) {
    const document = { ok: false, error: { code: 'ALLO8001', message: found + '.', hint: hint } };
    process.stdout.write(JSON.stringify(document) + '\n');
  } else {
    process.stderr.write('error ALLO8001: ' + found + '. ' + hint + '\n');
  }
  process.exitCode = 8;
}

// Compiled code is kept between runs, in the user's cache directory rather than the temporary one; the daemon inherits it.
function cacheDirectory() {
  const home = process.env.XDG_CACHE_HOME || (process.env.HOME && process.env.HOME + '/.cache');
  return home ? home + '/allokit/compiled' : undefined;
}

function run() {
  return import('node:module')
    .then(({ default: module }) => {
      const cache = process.env.NODE_COMPILE_CACHE || cacheDirectory();
      if (module.enableCompileCache && cache) {
        process.env.NODE_COMPILE_CACHE = cache;
        module.enableCompileCache(cache);
      }
      return Promise.all([import('../dist/cli/main.js'), import('node:url')]);
    })
    .then(
      ([{ main }, { fileURLToPath }]) => main(fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')),
      (error) => {
        if (error.code !== 'ERR_MODULE_NOT_FOUND' || !String(error.message).includes('cli/main.js')) throw error;
        process.stderr.write('error ALLO8002: This checkout is not built. Run `npm run build`.\n');
        process.exitCode = 8;
      },
    );
}

if (major >= 24 || (major === 22 && minor >= 18)) run();
else localNode().then((path) => (path ? withLocalNode(path) : tooOld()));
