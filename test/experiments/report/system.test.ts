/** The report of a network on the devices of one system. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeProblem } from '../../../envs/index.js';
import { draw } from '../../../src/experiments/report/chart.js';
import { deviceGantt } from '../../../src/experiments/report/charts/device-gantt.js';
import { energyParts } from '../../../src/experiments/report/charts/energy-parts.js';
import { type SystemDetails, systemDetails } from '../../../src/experiments/report/details.js';
import { renderReport } from '../../../src/experiments/report/page.js';
import { synthetic } from './synthetic.js';
import { readable } from './well-formed.js';

const part = (layer: number, device: string, startS: number, endS: number, changes: object = {}) => ({
  layer,
  name: `${layer} conv`,
  shape: '8x8x4 -> 8x8x8',
  device,
  reason: 'chosen',
  startS,
  endS,
  handoverS: 0,
  reloadS: 0,
  resident: false,
  share: 1,
  offChipBytes: 0,
  energyJ: 1e-6,
  ...changes,
});

/** The second layer is split: 3 GB/s on the NPU while the macros wait for 1 us and draw 1 GB/s. */
const details: SystemDetails = {
  latencyS: 8e-6,
  devices: { offChip: { gbPerSecond: 5 } },
  energyJ: { npu: 3e-6, cim: 0, offChip: 9e-6 },
  schedule: [
    part(0, 'npu', 0, 2e-6),
    part(1, 'npu', 2e-6, 6e-6, { share: 0.25, offChipBytes: 12_000 }),
    part(1, 'cim', 2e-6, 8e-6, { share: 0.75, offChipBytes: 6000, reloadS: 1e-6, resident: true }),
  ],
};

describe('the schedule of a system', () => {
  it('has a lane for each device, and says when each layer runs and waits', () => {
    const { svg } = draw(deviceGantt(details));
    for (const words of ['>npu<', '>cim<', '1 conv on cim, 75 % of it: 2 µs to 8 µs, of which it waits 1 µs']) {
      assert.ok(svg.includes(words), words);
    }
    assert.equal(new Set(svg.match(/<title>\d conv on [^<]*/g)).size, 3, 'each part says what it is');
  });

  it('adds up the traffic of layers that run at the same time', () => {
    const series = deviceGantt(details).option.series as { type: string; data: [number, number][] }[];
    const line = series.find(({ type }) => type === 'line')?.data;
    assert.deepEqual(line, [
      [0, 0],
      [2, 3],
      [2, 4],
      [6, 1],
      [8, 0],
    ]);
  });

  it('shows the components that take energy, the largest first', () => {
    const { svg } = draw(energyParts(details));
    assert.ok(svg.indexOf('off chip') < svg.indexOf('>npu<'), 'in order');
    assert.ok(svg.includes('75 %') && svg.includes('25 %'));
    assert.ok(!svg.includes('>cim<'), 'without those that take none');
  });

  it('stands in the report of a winner with such details', () => {
    const data = synthetic({ seeds: 3, budget: 20 });
    assert.ok(data.winner !== undefined);
    const words = readable(
      renderReport({ ...data, winner: { ...data.winner, result: { ...data.winner.result, details } } }).html,
    );
    assert.match(words, /Schedule and energy/);
    assert.match(words, /1 conv.*npu, 25 %.*chosen/s);
  });
});

describe('details of a system', () => {
  it('are those that NpuCimCodesign-v0 gives', () => {
    const problem = makeProblem('NpuCimCodesign-v0');
    const design = problem.space.defaultDesign();
    const explained = problem.explain?.(design) ?? problem.evaluate(design).details;
    assert.ok(systemDetails(explained) !== undefined);
    assert.equal(systemDetails({ ...details, schedule: [] }), undefined);
    assert.equal(systemDetails(undefined), undefined);
  });
});
