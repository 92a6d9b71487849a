/** Requests with the shipped boards, and networks to try. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { evaluateMcu, type LayerNetwork, type McuRequest, type McuResult } from '../../../simulators/mcu/index.js';
import { boardByName, runtimeByName } from '../../../src/cli/simulate/mcu.js';
import { buildNetwork, loadNetwork } from '../../../src/networks/index.js';
import { referencePath } from '../../networks/reference.js';

export function simulate(
  network: McuRequest['network'],
  runtime: string,
  schedule: McuRequest['schedule'] = {},
  board = 'stm32h743',
  more: Partial<McuRequest> = {},
): McuResult {
  return evaluateMcu({ network, ...boardByName(board), ...runtimeByName(runtime), schedule, ...more });
}

/** Ten layers: a residual block and a strided one. */
export const small: LayerNetwork = buildNetwork('mbconv', {
  resolution: 16,
  stem: { kernel: 3, stride: 2, out: 8 },
  mbconv: [
    { kernel: 3, expand: 3, mid: 24, out: 8, stride: 1, residual: true },
    { kernel: 5, expand: 3, mid: 24, out: 12, stride: 2, residual: false },
  ],
  mix: null,
  classes: 10,
});

/** A network of the reference tables, or undefined with the test skipped. */
export function referenceNetwork(test: TestContext, id: string): LayerNetwork | undefined {
  const folder = referencePath(test, 'mcu', 'networks');
  return folder === undefined ? undefined : loadNetwork(JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8')));
}
