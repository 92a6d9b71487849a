import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type DramTrace, simulateDram, TraceReader } from '../../../simulators/dram/index.js';
import { handler, prepare } from '../../../src/cli/simulate/dram.js';
import { requestOf } from './requests.js';

const trace = { generator: 'stream', requests: 10 };
const refused: readonly [string, object, string, string, RegExp][] = [
  ['no trace', { device: 'ddr3_1600' }, 'badRequest', '/trace', /missing/],
  ['unknown device', { device: 'ddr3_1601', trace }, 'badRequest', '/device', /ddr3_1600/],
  ['unknown map', { device: 'ddr4_2400', addressMap: 'rbc_xor', trace }, 'badRequest', '/addressMap', /rbc, /],
  ['unknown mode', { device: 'ddr3_1600', mode: 'dramsys', trace }, 'badRequest', '/mode', /dramsys-5\.1/],
  [
    'unknown generator',
    { device: 'ddr3_1600', trace: { generator: 'streams' } },
    'badRequest',
    '/trace/generator',
    /stream/,
  ],
  ['no requests', { device: 'ddr3_1600', trace: { ...trace, requests: 0 } }, 'badRequest', '/trace/requests', /from 1/],
  [
    'field of another generator',
    { device: 'ddr3_1600', trace: { ...trace, writePercent: 5 } },
    'badRequest',
    '/trace/writePercent',
    /stream/,
  ],
  ['missing file', { device: 'ddr3_1600', trace: { file: 'no/such.csv' } }, 'notFound', '/trace/file', /no\/such\.csv/],
  ['unknown include', { device: 'ddr3_1600', trace, include: ['command'] }, 'badRequest', '/include', /commands/],
  ['broken device', { device: { id: 'mine' }, trace }, 'badRequest', '/device', /dram/],
];
const options: readonly [object, string, RegExp][] = [
  [{ pagePolicy: 'Ajar' }, 'badRequest', /Open, OpenAdaptive/],
  [{ pagePolice: 'Open' }, 'badRequest', /pagePolicy/],
  [{ requestBufferSize: 0 }, 'badRequest', /1 to 1024/],
  [{ requestBufferSize: 2.5 }, 'badRequest', /integer/],
  [{ refreshPolicy: 'PerBank' }, 'unsupported', /per-bank/],
  [{ refreshPolicy: 'SameBank' }, 'unsupported', /AllBank/],
  [{ scheduler: 'GrpFrFcfs' }, 'unsupported', /FrFcfsGrp/],
];

describe('a bad request to the DRAM simulator', () => {
  for (const [name, request, code, path, message] of refused) {
    it(`is refused: ${name}`, () => {
      assert.throws(() => handler(request as Readonly<Record<string, unknown>>), { code, path, message });
    });
  }
  for (const [controller, code, message] of options) {
    it(`is refused: ${JSON.stringify(controller)}`, () => {
      assert.throws(() => handler({ device: 'ddr3_1600', trace, controller }), { code, message });
    });
  }
});

describe('a bad device', () => {
  const most = { nbrOfBanks: 32, nbrOfRanks: 16, nbrOfStacks: 16 };
  for (const [name, limit] of Object.entries(most)) {
    it(`is refused: ${name} beyond the room that there is`, () => {
      const request = requestOf('ddr3_1600', { generator: 'stream', requests: 1 });
      const architecture = { ...request.device.architecture, [name]: 2 * limit };
      assert.throws(() => simulateDram({ ...request, device: { ...request.device, architecture } }), {
        code: 'badRequest',
        path: `/device/architecture/${name}`,
        message: `${name} is at most ${limit}, not ${2 * limit}`,
      });
    });
  }
});

describe('a bad trace', () => {
  const request = requestOf('ddr3_1600', { generator: 'stream', requests: 1 });
  const of = (clocks: number[], lines: number[]): DramTrace => ({
    clocks: Float64Array.from(clocks),
    writes: new Uint8Array(lines.length),
    lines: Uint32Array.from(lines),
  });
  const bad: readonly [string, DramTrace, RegExp][] = [
    ['arrays of other numbers', { ...of([0], [0]), clocks: [0] as unknown as Float64Array }, /Float64Array/],
    ['empty', of([], []), /at least one request/],
    ['not sorted', of([5, 4], [0, 1]), /request 1 arrives at 4, after 5/],
    ['broken clock', of([0.5], [0]), /integers/],
    ['beyond the device', of([0], [2 ** 24]), /beyond the 1073741824 bytes/],
    ['uneven', { ...of([0, 1], [0, 1]), clocks: new Float64Array(1) }, /one length/],
  ];
  for (const [name, trace, message] of bad) {
    it(`is refused: ${name}`, () =>
      assert.throws(() => simulateDram({ ...request, trace }), { code: 'badRequest', message }));
  }
});

describe('trace files', () => {
  const read = (format: 'csv' | 'stl' | 'dramsim3' | 'ramulator', text: string, requests?: number) => {
    const reader = new TraceReader(format, { bytesPerBurst: 64, ...(requests === undefined ? {} : { requests }) });
    for (const line of text.split('\n')) reader.add(line);
    const { clocks, writes, lines } = reader.finish();
    return [[...clocks], [...writes], [...lines]];
  };

  it('are read in every format', () => {
    const expected = [
      [0, 7],
      [0, 1],
      [1, 4096],
    ];
    assert.deepEqual(read('csv', '0,R,1\n7,W,4096\n'), expected);
    assert.deepEqual(read('stl', '# two\n0: read 0x40\n\n7:\twrite 0x40000\n'), expected);
    assert.deepEqual(read('dramsim3', '0x40 READ 0\n0x40000 WRITE 7'), expected);
    assert.deepEqual(read('ramulator', '0x40 R\n0x40000 W'), [
      [0, 1],
      [0, 1],
      [1, 4096],
    ]);
    assert.deepEqual(read('csv', '0,R,1\n7,W,4096\n', 1), [[0], [0], [1]]);
  });

  it('are refused with the number of the line', () => {
    const bad: readonly [() => unknown, RegExp][] = [
      [() => read('csv', ''), /empty/],
      [() => read('csv', '0,R,1\nclock'), /line 2 .*12,R,4096/],
      [() => read('csv', '3,R,1\n2,R,1'), /line 2 .*2 comes after 3/],
      [() => read('stl', '0: read 0x41'), /line 1 .*no multiple of 64/],
      [() => read('csv', '0,R,4294967296'), /beyond 2\^32/],
      [() => read('csv', '9007199254740993,R,1'), /beyond 2\^53/],
    ];
    for (const [act, message] of bad) assert.throws(act, { code: 'badRequest', message });
  });

  it('give the same run as the generator that they were written from, packed or not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cogym-dram-'));
    try {
      const { clocks, writes, lines } = requestOf('ddr3_1600', { generator: 'mediumLoad', requests: 3000 }).trace;
      const rows = Array.from(clocks, (clock, i) => `${clock},${writes[i] === 1 ? 'W' : 'R'},${lines[i]}\n`).join('');
      writeFileSync(join(folder, 'trace.csv'), rows);
      writeFileSync(join(folder, 'trace.csv.gz'), gzipSync(rows));
      const run = (trace: object) => handler({ device: 'ddr3_1600', trace });
      const expected = run({ generator: 'mediumLoad', requests: 3000 });
      for (const name of ['trace.csv', 'trace.csv.gz']) {
        const file = join(folder, name);
        await prepare({ device: 'ddr3_1600', trace: { file } });
        assert.deepEqual(run({ file }), expected);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
