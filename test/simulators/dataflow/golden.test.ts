/** Agreement with what MAESTRO (commit 4eb08d17) printed: counts equal, real numbers to the six digits of the table. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { coverage, type LayerCost } from '../../../simulators/dataflow/index.js';
import { handler, readRequest } from '../../../src/cli/simulate/dataflow.js';
import { costRows, directiveRows, missing, requestOf } from './tables.js';

const macEnergyPj = 0.23;

describe('dataflow against MAESTRO', () => {
  it('repeats every row of the cost table, those that the tool miscounts too', (t) => {
    if (missing) return t.skip(missing);
    const rows = costRows();
    assert.equal(rows.length, 2856);
    for (const row of rows) {
      const n = (name: string) => Number(row[name]);
      const cost = handler(requestOf(row)) as LayerCost;
      const { input, weight, output } = cost.accesses;
      const counts = {
        cycles: cost.cycles,
        macs: cost.macs,
        macs_true: cost.macsTrue,
        cluster: cost.cluster,
        l1_req: cost.l1RequiredBytes,
        l2_req: cost.l2RequiredBytes,
        in_l1_rd: input.l1Reads,
        in_l1_wr: input.l1Writes,
        in_l2_rd: input.l2Reads,
        in_l2_wr: input.l2Writes,
        w_l1_rd: weight.l1Reads,
        w_l1_wr: weight.l1Writes,
        w_l2_rd: weight.l2Reads,
        w_l2_wr: weight.l2Writes,
        out_l1_rd: output.l1Reads,
        out_l1_wr: output.l1Writes,
        out_l2_rd: output.l2Reads,
        out_l2_wr: output.l2Writes,
      };
      const expected = Object.fromEntries(Object.keys(counts).map((name) => [name, n(name)]));
      assert.deepEqual(counts, expected, `row ${row['row_id']}`);
      close(cost.averageActivePes, n('util_pe_avg'), `util_pe_avg of row ${row['row_id']}`);
      close(cost.utilization, n('util_mac'), `util_mac of row ${row['row_id']}`);
      close(cost.energyPj.maestroActivity ?? 0, n('energy_nj') * 1000, `energy_nj of row ${row['row_id']}`);
      close(cost.energyPj.total, n('energy_total_xmac') * macEnergyPj, `energy_total_xmac of row ${row['row_id']}`);
      close(cost.areaUm2.total, n('area_um2'), `area_um2 of row ${row['row_id']}`);
      close(cost.powerMw.total, n('power_mw'), `power_mw of row ${row['row_id']}`);
      close(cost.powerMw.macs, n('pe_power'), `pe_power of row ${row['row_id']}`);
      close(cost.powerMw.l1, n('l1_power'), `l1_power of row ${row['row_id']}`);
      close(cost.powerMw.l2, n('l2_power'), `l2_power of row ${row['row_id']}`);
      close(cost.powerMw.noc, n('noc_power'), `noc_power of row ${row['row_id']}`);
      // An exact row is validated unless an inner tile is oversized, where the tool often fails instead.
      if (row['macs_exact'] === '0') assert.equal(cost.provenance.validated, false);
    }
  });

  it('repeats every random directive list', (t) => {
    if (missing) return t.skip(missing);
    const rows = directiveRows();
    assert.equal(rows.length, 1077);
    for (const { id, request, expected } of rows) {
      const cost = handler(request) as LayerCost;
      const counts = {
        cycles: cost.cycles,
        macs: cost.macs,
        inputL2Reads: cost.accesses.input.l2Reads,
        weightL2Reads: cost.accesses.weight.l2Reads,
        outputL2Writes: cost.accesses.output.l2Writes,
        l1RequiredBytes: cost.l1RequiredBytes,
        l2RequiredBytes: cost.l2RequiredBytes,
      };
      assert.deepEqual(counts, expected, id);
    }
  });

  it('meets every MAC once in mode corrected, on every row of both tables', (t) => {
    if (missing) return t.skip(missing);
    const requests = [...costRows().map(requestOf), ...directiveRows().map(({ request }) => request)];
    for (const request of requests) {
      const { nocArea: _, ...corrected } = { nocArea: undefined, ...request, mode: 'corrected' };
      const { enumerated, macs } = coverage(readRequest(corrected));
      assert.equal(enumerated, macs, JSON.stringify(request));
    }
  });
});

function close(got: number, expected: number, what: string): void {
  assert.ok(Math.abs(got - expected) <= 1e-5 * Math.abs(expected), `${what}: ${got}, expected ${expected}`);
}
