import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeTrace } from '../../../simulators/dram/decode.js';
import { compileDevice } from '../../../simulators/dram/device.js';
import { energyModelOf } from '../../../simulators/dram/energy.js';
import { commandNames, simulateDram } from '../../../simulators/dram/index.js';
import { NEVER } from '../../../simulators/dram/kernel/clocks.js';
import * as commands from '../../../simulators/dram/kernel/commands.js';
import { kernelCode } from '../../../simulators/dram/kernel-code.js';
import { settingsOf } from '../../../simulators/dram/kernel-settings.js';
import { dramDefaults } from '../../../simulators/dram/options.js';
import { requestOf } from './requests.js';

/** What a run leaves, and what the host calls or decides on its own. */
const others = [
  'memory',
  'release',
  'take',
  'prepare',
  'play',
  'counts',
  'accounts',
  'sent',
  'accepted',
  'answered',
  'reports',
];

describe('kernel of the DRAM simulator', () => {
  it('numbers the commands as they are named', () => {
    const numbers: Readonly<Record<string, number>> = { ...commands };
    for (const [number, name] of commandNames.entries()) assert.equal(numbers[name], number);
  });

  it('is given every setting that it has, so that none is left from the run before', async () => {
    const request = requestOf('ddr4_2400', { generator: 'stream', requests: 3 });
    const { device, addressMap, trace } = request;
    const settings = settingsOf(request, {
      controller: dramDefaults,
      mode: 'corrected',
      compiled: compileDevice(device),
      decoded: decodeTrace(trace, addressMap, device),
      model: energyModelOf(device),
      refreshInterval: NEVER,
    });
    const { WebAssembly } = globalThis as unknown as {
      WebAssembly: { Module: { new (bytes: Uint8Array): object; exports(module: object): { name: string }[] } };
    };
    const exported = WebAssembly.Module.exports(new WebAssembly.Module(Buffer.from(kernelCode, 'base64'))).map(
      ({ name }) => name,
    );
    assert.deepEqual([...Object.keys(settings), ...others].sort(), exported.sort());
  });

  it('forgets a run before the next', () => {
    const first = {
      ...requestOf('ddr3_1600', { generator: 'random', requests: 500, writePercent: 40 }),
      include: ['commands', 'requests'] as const,
    };
    const second = {
      ...requestOf('hbm2_2000', { generator: 'lowLoad', requests: 900 }),
      controller: { arbiter: 'Reorder', refreshPolicy: 'PerBank', powerDownPolicy: 'Staggered', commandMux: 'Strict' },
    } as const;
    const before = simulateDram(first);
    simulateDram(second);
    assert.deepEqual(simulateDram(first), before);
  });

  it('goes on after a run whose memory is too large to keep', () => {
    const small = requestOf('ddr4_2400', { generator: 'cloud', requests: 300 });
    const before = simulateDram(small);
    const requests = 1_200_000;
    assert.equal(simulateDram(requestOf('ddr4_2400', { generator: 'stream', requests })).readLatencyNs.count, requests);
    assert.deepEqual(simulateDram(small), before);
  });
});
