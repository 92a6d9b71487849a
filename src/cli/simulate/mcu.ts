/** `cogym simulate mcu`: a network, as layers or as a family's parameters, on a board under a runtime. */
import { loadTemplate, templateNames } from '../../../hwtemplates/index.js';
import {
  evaluateMcu,
  type LayerNetwork,
  type McuRequest,
  type Runtime,
  runtimes,
  type Schedule,
  scheduleOf,
  type TransformerNetwork,
  transformerOf,
} from '../../../simulators/mcu/index.js';
import { badRequest, CogymError } from '../../errors.js';
import { buildNetwork, loadNetwork } from '../../networks/index.js';
import { nearest } from '../../stats/nearest.js';
import type { SimulateHandler } from '../simulate.js';

type Fields = Readonly<Record<string, unknown>>;

const known = ['network', 'board', 'runtime', 'schedule', 'latencyMs', 'supplyVolts', 'includeTimeline'];

export const handler: SimulateHandler = (request) => {
  for (const name of Object.keys(request)) {
    if (known.includes(name)) continue;
    throw badRequest(
      `/${name}`,
      `unknown field ${JSON.stringify(name)}; did you mean ${nearest(name, known).join(', ')}?`,
    );
  }
  const { network, board, runtime, schedule, includeTimeline = false } = request;
  if (network === undefined) throw badRequest('/network', 'network is missing: a list of layers or a family');
  if (typeof includeTimeline !== 'boolean') throw badRequest('/includeTimeline', 'includeTimeline is true or false');
  return evaluateMcu({
    network: readNetwork(network),
    ...boardByName(board),
    ...runtimeByName(runtime),
    schedule: scheduleOf(schedule as Partial<Schedule> | undefined),
    includeTimeline,
    ...(request['latencyMs'] === undefined ? {} : { latencyMs: request['latencyMs'] as number }),
    ...(request['supplyVolts'] === undefined ? {} : { supplyVolts: request['supplyVolts'] as number }),
  });
};

/** @throws CogymError `unknownBoard` with the nearest names */
export function boardByName(name: unknown): Pick<McuRequest, 'board' | 'core'> {
  const names = templateNames('boards');
  if (typeof name !== 'string' || !names.includes(name)) {
    const near = nearest(String(name), names).join(', ');
    throw new CogymError(
      'unknownBoard',
      `no board ${JSON.stringify(name)}; did you mean ${near}? Known: ${names.join(', ')}`,
      '/board',
    );
  }
  const board = loadTemplate('boards', name);
  return { board, core: loadTemplate('boards/cores', board.core) };
}

/** @throws CogymError `badRequest` that lists the runtimes */
export function runtimeByName(name: unknown): Pick<McuRequest, 'runtime' | 'costs'> {
  const runtime = runtimes.find((one) => one === name);
  if (runtime === undefined) {
    throw badRequest('/runtime', `runtime is ${JSON.stringify(name) ?? 'missing'}; allowed: ${runtimes.join(', ')}`);
  }
  return { runtime, costs: loadTemplate('boards/runtimes', runtime satisfies Runtime) };
}

/** Layers, or a family with its parameters. */
export function readNetwork(network: unknown): LayerNetwork | TransformerNetwork {
  if (typeof network !== 'object' || network === null || Array.isArray(network) || !('family' in network)) {
    return loadNetwork(network, { path: '/network' });
  }
  const { family, ...parameters } = network as Fields;
  if (family === 'mcuformer') return transformerOf(parameters, '/network');
  if (typeof family !== 'string') throw badRequest('/network/family', 'family is a name');
  return buildNetwork(family, parameters, '/network');
}
