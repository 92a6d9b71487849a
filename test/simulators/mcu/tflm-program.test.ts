/** The plan of a .tflite file beside TFLM's own recorder, and beside the plan of the same layers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { evaluateMcu, type McuResult, type Schedule } from '../../../simulators/mcu/index.js';
import { readTable } from '../../../src/accuracy/index.js';
import { boardByName, runtimeByName } from '../../../src/cli/simulate/mcu.js';
import { importTflite, loadNetwork, memorySource } from '../../../src/networks/index.js';
import { referencePath } from '../../networks/reference.js';
import { exported } from '../../networks/tflite/exported.js';
import { ModelWriter } from '../../networks/tflite/model.js';
import { small } from './support.js';

function plan(
  file: Uint8Array,
  schedule: Partial<Schedule> = {},
  runtime = 'tflm-ref',
  board = 'stm32h743',
): McuResult {
  const { network, program } = importTflite(memorySource(file));
  return evaluateMcu({
    network,
    program,
    ...boardByName(board),
    ...runtimeByName(runtime),
    schedule,
    includeTimeline: true,
  });
}

describe("TFLM's plan of a file", () => {
  it('is what its recording interpreter reports for the generated files', (t) => {
    const tablePath = referencePath(t, 'mcu', 'peers_run_here.csv');
    const networks = referencePath(t, 'mcu', 'networks');
    if (tablePath === undefined || networks === undefined) return;
    const table = readTable(tablePath);
    const rows = table.rows.map((row) =>
      Object.fromEntries(row.map((value, i) => [table.columns[i] as string, value])),
    );
    const generated = rows.filter(
      ({ tool, model_file: file }) => tool?.startsWith('TFLM') && file?.startsWith('synthetic'),
    );
    assert.ok(generated.length >= 20, `${generated.length} rows`);
    for (const row of generated) {
      const network = loadNetwork(JSON.parse(readFileSync(`${networks}/${row['id']}.json`, 'utf8')));
      const pads = row['variant']?.startsWith('explicit PAD') ? 'all' : 'none';
      const { arenaBytes, breakdown } = plan(exported(network, pads).file, { pointerBytes: 8 });
      const label = `${row['id']} ${row['variant']}`;
      assert.equal(arenaBytes, Number(row['arena_bytes']), label);
      assert.equal(breakdown['tensorMetadataBytes'], Number(row['eval_tensor_bytes']), label);
      assert.equal(breakdown['nodeBytes'], Number(row['node_reg_bytes']), label);
      const persistent = Number(row['persistent_bytes']);
      assert.ok(Math.abs((breakdown['persistentBytes'] ?? 0) / persistent - 1) < 1e-3, label);
    }
  });

  it('is that of the layers it was written from, but for the file itself', () => {
    const { file } = exported(small);
    for (const runtime of ['tflm-ref', 'tflm-cmsis']) {
      const ofFile = plan(file, {}, runtime);
      const ofLayers = evaluateMcu({ network: small, ...boardByName('stm32h743'), ...runtimeByName(runtime) });
      assert.equal(ofFile.arenaBytes, ofLayers.arenaBytes);
      assert.equal(ofFile.peakSramBytes, ofLayers.peakSramBytes);
      assert.equal(ofFile.latencyMs, ofLayers.latencyMs);
      assert.equal(ofFile.breakdown['modelFileBytes'], file.length);
      assert.equal(ofFile.provenance.validated, true);
    }
  });

  it('of the worked example is the one of the specification, PADs included', () => {
    assert.equal(plan(exported(small).file).arenaBytes, 3584);
    assert.equal(plan(exported(small, 'all').file).arenaBytes, 4992);
  });

  it('keeps variables beside the arena, and charges operators beyond the fit as an assumption', () => {
    const on = (build: (writer: ModelWriter, x: number) => number) => {
      const writer = new ModelWriter();
      const x = writer.conv(writer.input([1, 4, 4, 8]), 8);
      return plan(writer.bytes(build(writer, x)), {}, 'tflm-ref', 'stm32l4r5');
    };
    const times = (writer: ModelWriter, x: number, y: number) => writer.node('MUL', [x, y], [1, 4, 4, 8], 'MulOptions');
    const plain = on((_, x) => x);
    const byConstant = on((writer, x) => times(writer, x, writer.weight([1, 1, 1, 8])));
    const byVariable = on((writer, x) => times(writer, x, writer.variable([1, 1, 1, 8])));
    assert.equal(plain.provenance.assumption, false);
    assert.equal(byConstant.provenance.assumption, true);
    assert.equal(byVariable.arenaBytes, byConstant.arenaBytes);
    // 8 bytes, aligned to 16.
    assert.equal((byVariable.peakSramBytes ?? 0) - (byConstant.peakSramBytes ?? 0), 16);
  });

  it('names operators that TFLM has no kernel for, and is not feasible then', () => {
    const writer = new ModelWriter();
    const x = writer.input([1, 4, 4, 8]);
    const result = plan(writer.bytes(writer.node('GELU', [writer.conv(x, 8)], [1, 4, 4, 8])));
    assert.deepEqual(result.reasons, [{ code: 'unsupportedOperator', operators: ['GELU'] }]);
    assert.equal(result.feasible, false);
  });

  it('of floats takes four bytes a value and has no latency', () => {
    const writer = new ModelWriter('float32');
    const x = writer.input([1, 8, 8, 3]);
    const result = plan(writer.bytes(writer.conv(x, 16, { kernel: 3 })));
    assert.equal(result.arenaBytes, 4 * (8 * 8 * 3 + 8 * 8 * 16));
    assert.equal(result.latencyMs, null);
    assert.equal(result.energyUj, null);
    assert.throws(() => plan(writer.bytes(1), {}, 'tinyengine'), { code: 'malformedModel' });
  });
});
