import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { backendName, loadBackend, matMul } from '../../src/nn/index.js';

/** What a process of its own prints: a backend is loaded once a process. */
function inOwnProcess(code: string): string {
  const script = `import { backendName, loadBackend, matMul, Mlp } from './src/nn/index.js';
import { RandomStream } from './src/stats/random.js';
${code}`;
  return execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    encoding: 'utf8',
  }).trim();
}

describe('backend', () => {
  it('is missing until it is loaded, and says so', () => {
    const code = `try { matMul({ values: new Float32Array(1), rows: 1, columns: 1 }, { values: new Float32Array(1), rows: 1, columns: 1 }); }
catch (error) { console.log(backendName(), error.code, error.message); }`;
    assert.match(inOwnProcess(code), /^undefined backendNotLoaded .*loadBackend/);
  });

  it('is WebAssembly where nothing faster is installed, and the same at every call', async () => {
    const backend = await loadBackend();
    assert.equal(await loadBackend(), backend);
    assert.equal(backendName(), backend);
    assert.ok(['tensorflow', 'wasm'].includes(backend), `${backend} runs`);
    const a = { values: Float32Array.of(1, 2, 3, 4), rows: 2, columns: 2 };
    assert.deepEqual([...matMul(a, a, false, true)], [5, 11, 11, 25]);
  });

  it('falls back to plain JavaScript where WebAssembly does not start, with the same figures', async () => {
    const forward = `const network = new Mlp({ inputs: 3, hidden: [8], outputs: 2 }, RandomStream.from(1));
console.log(JSON.stringify([backendName(), ...network.forward(Float32Array.of(1, 2, 3), 1)]));`;
    const without = `WebAssembly.instantiate = () => Promise.reject(new Error('none')); console.warn = () => {}; console.error = () => {};`;
    const [name, ...values] = JSON.parse(inOwnProcess(`await loadBackend();${forward}`)) as [string, ...number[]];
    const [fallback, ...others] = JSON.parse(inOwnProcess(`${without}await loadBackend();${forward}`)) as [
      string,
      ...number[],
    ];
    assert.ok(['tensorflow', 'wasm'].includes(name));
    assert.equal(fallback, 'cpu');
    values.forEach((value, k) => {
      assert.ok(Math.abs(value - (others[k] as number)) < 1e-5, `${value} and ${others[k]}`);
    });
  });
});
