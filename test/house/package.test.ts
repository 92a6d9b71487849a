/** What a stranger gets: the packed package, installed into an empty project, used from JavaScript and TypeScript. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';

const project = resolve('.');
const compiler = resolve('node_modules/typescript/bin/tsc');
let folder = '';

const run = (command: string, args: readonly string[], cwd = folder): string =>
  execFileSync(command, [...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

describe('the package', () => {
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'codesign-gym-package-'));
    const packed = run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder, '--json'], project);
    const { filename } = (JSON.parse(packed) as { filename: string }[])[0] as { filename: string };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'stranger', private: true, type: 'module' }));
    run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', `./${filename}`]);
    mkdirSync(join(folder, 'node_modules', '@types'), { recursive: true });
    symlinkSync(resolve('node_modules/@types/node'), join(folder, 'node_modules', '@types', 'node'));
    cpSync('examples/first-steps.ts', join(folder, 'first-steps.ts'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('holds no tests, sources or data of others', () => {
    const files = run('npm', ['pack', '--ignore-scripts', '--dry-run', '--json'], project);
    const paths = (JSON.parse(files) as { files: { path: string }[] }[])[0]?.files.map(({ path }) => path) ?? [];
    assert.ok(paths.includes('dist/src/cli/main.js'));
    assert.ok(paths.some((path) => /^dist\/hwtemplates\/dataflow\/.*\.json$/.test(path)));
    assert.deepEqual(
      paths.filter((path) => /(?<!\.d)\.ts$|\.test\.|node_modules|reference\//.test(path)),
      [],
    );
  });

  it('resolves every subpath of its exports', () => {
    const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, unknown> };
    const paths = Object.keys(exports).filter((path) => !path.endsWith('.json'));
    const imports = paths.map((path) => `await import('codesign-gym${path.slice(1)}');`).join('\n');
    writeFileSync(join(folder, 'all.mjs'), `${imports}\nconsole.log('all resolved');\n`);
    assert.match(run(process.execPath, ['all.mjs']), /all resolved/);
  });

  it('type-checks the example in TypeScript and runs it in JavaScript', () => {
    const options = ['--module', 'nodenext', '--target', 'es2023', '--strict', '--types', 'node', '--ignoreConfig'];
    run(process.execPath, [compiler, ...options, 'first-steps.ts']);
    assert.match(run(process.execPath, ['first-steps.js']), /best/);
  });

  it('brings the compiled kernels', () => {
    writeFileSync(
      join(folder, 'simulate.mjs'),
      `import { loadTemplate } from 'codesign-gym/hwtemplates';
import { generateTrace, simulateDram } from 'codesign-gym/simulators';
const trace = generateTrace({ generator: 'stream', requests: 8 });
const addressMap = loadTemplate('dram/address-maps', 'ddr3').maps.rbc;
console.log(simulateDram({ device: loadTemplate('dram', 'ddr3_1600'), addressMap, trace }).commandCounts.RD, 'reads');
`,
    );
    assert.match(run(process.execPath, ['simulate.mjs']), /^8 reads/);
  });

  it('brings the command', () => {
    assert.match(run('npx', ['--no-install', 'cogym', '--version']), /^\d+\.\d+\.\d+/);
  });
});
