/** Vectors on worker threads in every way of resetting, and forgotten ones: each starts threads, which takes its time. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { autoresetModes } from '../../src/gym/vector/vector-env.js';
import { checkVectorsAgree } from '../conformance/vector-env.js';
import './thread-envs.js';

const modules = [new URL('./thread-envs.ts', import.meta.url).href];

describe('same results as in process', () => {
  for (const autoreset of autoresetModes) {
    test(`with autoreset ${autoreset}`, () => {
      checkVectorsAgree('test/Counter-v0', { length: 4, renderMode: 'ansi' }, { autoreset, modules, numEnvs: 5 });
      checkVectorsAgree('test/Compound-v0', {}, { autoreset, modules, workers: 3 });
    });
  }

  test('with more threads than environments, and with time limits', () => {
    checkVectorsAgree('test/Counter-v0', { length: 9, maxEpisodeSteps: 4 }, { modules, numEnvs: 1 });
  });
});

test('a forgotten vector does not keep the process alive', () => {
  const script = `
    import { makeVec } from '${new URL('../../src/gym/index.ts', import.meta.url).href}';
    await import('${modules[0]}');
    makeVec('test/Counter-v0', 2, { vectorization: 'worker', modules: ['${modules[0]}'] }).reset();
    console.log('reset');`;
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.deepEqual([status, stdout], [0, 'reset\n']);
});
