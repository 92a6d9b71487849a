/** `cogym network`: what names mean, and what is printed. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { findNetwork } from '../../src/cli/network-source.js';
import { cogym } from './cogym.js';

const folder = mkdtempSync(join(tmpdir(), 'cogym-network-'));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, data: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof data === 'string' ? data : JSON.stringify(data));
  return path;
}

describe('findNetwork', () => {
  it('takes a family, an example of one, and parameters of one', () => {
    assert.equal(findNetwork('resnet-50').network.totals.macs, 4_089_184_256);
    assert.equal(findNetwork('mobilenet-v3/small').network.totals.macs, 56_510_400);
    assert.equal(findNetwork('mobilenet-v2', '{"width": 0.5, "resolution": 224}').network.totals.macs, 97_131_840);
  });

  it('takes a file with a network, or with a family and parameters', () => {
    const network = { input: { h: 8, w: 8, c: 3 }, layers: [{ op: 'conv2d', kernel: 1, out: [8, 8, 4] }] };
    assert.equal(findNetwork(file('a.json', network)).network.totals.macs, 768);
    const parameters = { resolution: 288, stage3Type: 'transformer' };
    const { repaired } = findNetwork(file('b.json', { family: 'hybrid', parameters }));
    assert.deepEqual(repaired, ['stage3Type']);
  });

  it('says what it does not know', () => {
    assert.throws(() => findNetwork('resnet-5'), { code: 'unknownNetwork', message: /resnet-50/ });
    assert.throws(() => findNetwork('unet/huge'), { code: 'unknownNetwork', message: /smallest, middle, largest/ });
    assert.throws(() => findNetwork('unet', '{'), { code: 'usage', message: /takes a JSON object/ });
    assert.throws(() => findNetwork('unet', '{"filters": []}'), { code: 'badRequest', path: '/parameters/filters' });
    assert.throws(() => findNetwork('unet/middle', '{}'), { code: 'badRequest' });
    assert.throws(() => findNetwork(file('c.json', 'x')), { code: 'badRequest', message: /c\.json is not JSON/ });
    assert.throws(() => findNetwork(file('d.json', { family: 3 })), { code: 'badRequest', path: '/family' });
    assert.throws(() => findNetwork(file('e.json', [1]), '{}'), { code: 'badRequest', path: '/parameters' });
    assert.throws(() => findNetwork(file('f.json', [1])), { code: 'badRequest' });
  });
});

describe('cogym network show', () => {
  it('prints a table, totals and MACs by role, and writes a picture', async () => {
    const picture = join(folder, 'resnet.svg');
    const { status, stdout, stderr } = await cogym('network', 'show', 'resnet-18', '--picture', picture);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /conv2d 7x7\/2 relu +stem +224x224x3 +112x112x64 +118,013,952 +6\.5 %/);
    assert.match(stdout, /MACs +1,814,073,344/);
    assert.match(stdout, /trained +11,689,512/);
    assert.match(readFileSync(picture, 'utf8'), /^<svg /);
  });

  it('prints JSON that loads again', async () => {
    const { stdout } = await cogym('network', 'show', 'unet/smallest', '--json');
    const { id, input, layers, macs, layerCount } = JSON.parse(stdout);
    assert.deepEqual([macs, layerCount, layers.length], [4_194_304, 3, 3]);
    assert.equal(findNetwork(file('g.json', { id, input, layers })).network.totals.macs, macs);
  });

  it('answers an unknown name as wrong usage', async () => {
    const { status, stderr } = await cogym('network', 'show', 'alexnett');
    assert.equal(status, 2);
    assert.match(stderr, /did you mean alexnet/);
  });
});

describe('cogym network cost', () => {
  it('sets devices side by side, with what refuses and what does not fit', async () => {
    const devices = ['shi', 'ethos-u65-512', 'stm32h743'];
    const { status, stdout } = await cogym('network', 'cost', 'mobilenet-v3/small', '--device', ...devices);
    assert.equal(status, 0);
    assert.match(stdout, /shi +[\d.]+ ms +[\d.]+ [mµ]J +[\d.]+ mm² +yes/);
    assert.match(stdout, /stm32h743 +no: unsupportedOperator/);
    assert.match(stdout, /stm32h743: layer \d+ is a mul/);
  });

  it('prints JSON in SI units', async () => {
    const { stdout } = await cogym('network', 'cost', 'nas-bench-201', '--device', 'fpga', 'nrf52840', '--json');
    const { devices } = JSON.parse(stdout) as { devices: { device: string; metrics: Record<string, number> }[] };
    // HW-NAS-Bench on CIFAR-10: base 1.13296 ms, a 1x1 edge 0.5152, a pool 0.4096; p1s1ss has two and one.
    assert.ok(Math.abs((devices[0]?.metrics['latencyS'] ?? 0) - 2.57296e-3) < 1e-12);
    assert.ok((devices[1]?.metrics['sramBytes'] ?? 0) > 0);
  });

  it('refuses unknown devices and simulators', async () => {
    assert.match((await cogym('network', 'cost', 'resnet-18', '--device', 'dlaa')).stderr, /did you mean dla/);
    assert.match(
      (await cogym('network', 'cost', 'resnet-18', '--device', 'dataflow')).stderr,
      /name one of its devices/,
    );
  });
});

describe('cogym network devices', () => {
  it('lists devices by simulator, and what a search may choose', async () => {
    const { stdout } = await cogym('network', 'devices');
    assert.match(stdout, /dataflow\n {2}devices: dla, rs, shi\n {2}searched: template, pes, nocBandwidth/);
    const kinds = JSON.parse((await cogym('network', 'devices', '--json')).stdout) as {
      simulator: string;
      devices: string[];
    }[];
    assert.ok(kinds.find(({ simulator }) => simulator === 'npu-cim')?.devices.includes('ethos-u55-256+yan-isscc-2022'));
  });
});
