/** Requests for the tests of the DRAM simulator. */
import { loadTemplate, templateNames } from '../../../hwtemplates/index.js';
import { type DramGenerator, type DramRequest, generateTrace } from '../../../simulators/dram/index.js';

export const devices = templateNames('dram');

/** A request of generated traffic; the map is `rbc` unless named. */
export function requestOf(
  device: string,
  trace: DramGenerator,
  rest: Partial<DramRequest> & { readonly map?: string } = {},
): DramRequest {
  const { map = 'rbc', ...others } = rest;
  const addressMap = loadTemplate('dram/address-maps', device.split('_')[0] as string).maps[map];
  if (addressMap === undefined) throw new Error(`${device} has no map ${map}`);
  return { device: loadTemplate('dram', device), addressMap, trace: generateTrace(trace), ...others };
}
