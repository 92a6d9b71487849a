/** Models that others ship: fetched from a registry or found in an installed package, and skipped where there is none. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { CogymError } from '../../../src/errors.js';
import { importOnnx, memorySource } from '../../../src/networks/index.js';

const run = (command: string, args: readonly string[], cwd: string): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', timeout: 120_000, stdio: ['ignore', 'pipe', 'ignore'] }).trim();

const folder = mkdtempSync(join(tmpdir(), 'cogym-onnx-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const VOICE = '@ricky0123/vad-web@0.0.31';

/** The unpacked npm package, or undefined without a registry. */
function fetched(name: string): string | undefined {
  try {
    run('tar', ['xzf', run('npm', ['pack', name, '--silent'], folder)], folder);
    return join(folder, 'package');
  } catch {
    return undefined;
  }
}

/** Folder of the light models in the Python package onnx: PYTHON names the interpreter that has it. */
function lightModels(): string | undefined {
  try {
    const found = run(
      '/usr/bin/env',
      [process.env['PYTHON'] ?? 'python3', '-c', 'import onnx; print(onnx.__path__[0])'],
      folder,
    );
    const light = join(found, 'backend', 'test', 'data', 'light');
    return existsSync(light) ? light : undefined;
  } catch {
    return undefined;
  }
}

/** Published figures of the models of the ONNX model zoo; MACs as the field counts them. */
const published: readonly (readonly [file: string, macs: number, trainableParams: number])[] = [
  // Krizhevsky et al. in Caffe's version with groups: 60.97 M parameters.
  ['light_bvlc_alexnet', 654_560_384, 60_965_224],
  // Huang et al. 2017: 7,978,856 parameters.
  ['light_densenet121', 2_834_161_664, 7_978_856],
  // Szegedy et al. 2015 without its auxiliary classifiers.
  ['light_inception_v1', 1_431_556_352, 6_998_552],
  // He et al. 2016: 25,557,032 parameters.
  ['light_resnet50', 4_089_184_256, 25_557_032],
  // Iandola et al. 2016, version 1.1: 1,235,496 parameters.
  ['light_squeezenet', 349_151_936, 1_235_496],
  // Simonyan and Zisserman 2015: 143,667,240 parameters, 19.6 GMACs.
  ['light_vgg19', 19_632_062_464, 143_667_240],
];

describe('models that others ship', () => {
  it(`list the operators that no layer can be: ${VOICE}`, (t) => {
    const path = fetched(VOICE);
    if (path === undefined) return t.skip(`npm pack ${VOICE} did not answer`);
    const models = readdirSync(join(path, 'dist')).filter((name) => name.endsWith('.onnx'));
    assert.ok(models.length >= 2, models.join(', '));
    for (const name of models) {
      assert.throws(
        () => importOnnx(memorySource(readFileSync(join(path, 'dist', name)))),
        (error) =>
          error instanceof CogymError && error.code === 'unsupportedOperator' && /\bIf at '\w+'/.test(error.message),
        name,
      );
    }
  });

  it('have their published sizes: the light models of the Python package onnx', (t) => {
    const light = lightModels();
    if (light === undefined) return t.skip('no Python with the package onnx; set PYTHON to one');
    for (const [file, macs, trainableParams] of published) {
      const { network } = importOnnx(memorySource(readFileSync(join(light, `${file}.onnx`))));
      assert.deepEqual([network.totals.macs, network.totals.trainableParams], [macs, trainableParams], file);
    }
  });
});
