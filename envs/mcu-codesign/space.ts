/** The joint space: network, board, runtime and schedule. */
import { DesignSpace } from '../../src/design/design-space.js';
import { type Condition, categorical, ordinal, type Parameter } from '../../src/design/parameter.js';
import { badRequest } from '../../src/errors.js';
import { supernetSpace, supernets } from '../../src/networks/index.js';
import { nearest } from '../../src/stats/nearest.js';
import { costedBoards } from '../devices/boards.js';
import type { Options } from './options.js';

export const STAGES = 6;
const resolutions = [48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224];
const widths = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];

/** @throws CogymError `badRequest` for an unknown board */
export function designSpace(options: Options): DesignSpace {
  const { family, board } = options;
  const parameters: Parameter[] = [];
  if (family === 'joint')
    parameters.push(categorical('family', ['mbconv', 'vit'], { group: 'network', default: 'mbconv' }));
  if (family !== 'vit') parameters.push(...mbconvParameters(options));
  if (family !== 'mbconv') parameters.push(...transformerParameters(options));
  if (board === 'any') parameters.push(categorical('board', costedBoards(), { group: 'hardware' }));
  else checkBoard(board);
  if (family !== 'vit') parameters.push(...runtimeParameters(options));
  return new DesignSpace(parameters);
}

/** `condition` beside "the network is of `wanted`", where the family is searched. */
function inFamily(family: Options['family'], wanted: 'mbconv' | 'vit', condition?: Condition) {
  const conditions: Condition[] = family === 'joint' ? [{ parameter: 'family', oneOf: [wanted] }] : [];
  if (condition !== undefined) conditions.push(condition);
  const [first] = conditions;
  if (first === undefined) return {};
  return { activeWhen: conditions.length === 1 ? first : { all: conditions } };
}

function mbconvParameters({ family, mcunetSpace }: Options): Parameter[] {
  const when = inFamily(family, 'mbconv');
  const number = (name: string, values: readonly number[], unit?: string): Parameter =>
    ordinal(name, values, { group: 'network', default: values[0] as number, ...(unit && { unit }), ...when });
  const stages = Array.from({ length: STAGES }, (_, i) => `stage${i + 1}`).flatMap((stage, i) => [
    number(`${stage}Depth`, i === STAGES - 1 ? [1] : mcunetSpace ? [2, 3, 4] : [1, 2, 3, 4]),
    number(`${stage}Kernel`, [3, 5, 7]),
    number(`${stage}Expand`, mcunetSpace ? [3, 4, 6] : [1, 2, 3, 4, 5, 6]),
  ]);
  return [number('resolution', resolutions, 'px'), number('widthMultiplier', widths), ...stages];
}

function transformerParameters({ family, supernet, sharedBlocks }: Options): Parameter[] {
  const { imageSize, embed, heads, depth, mlpRatios } = supernets[supernet];
  const { patches, ranks, separate } = supernetSpace(supernet);
  const number = (name: string, values: readonly number[], condition?: Condition, unit?: string): Parameter =>
    ordinal(name, values, {
      group: 'network',
      default: values[0] as number,
      ...(unit && { unit }),
      ...inFamily(family, 'vit', condition),
    });
  const blocks = sharedBlocks
    ? [number('heads', heads), number('mlpRatio', mlpRatios)]
    : Array.from({ length: Math.max(...depth) }, (_, i) => i + 1).flatMap((block) => {
        const exists: Condition = { parameter: 'depth', atLeast: block };
        return [number(`block${block}Heads`, heads, exists), number(`block${block}MlpRatio`, mlpRatios, exists)];
      });
  return [
    // Paddings of the author's patches are known for 224 pixels alone.
    number('imageSize', separate ? [imageSize] : [224, imageSize], undefined, 'px'),
    number('patchSize', patches, undefined, 'px'),
    ...(separate ? ['rankRatioAttention', 'rankRatioMlp'] : ['rankRatio']).map((name) => number(name, ranks)),
    number('embed', embed),
    number('depth', depth),
    ...blocks,
  ];
}

function runtimeParameters({ family, runtime, splitGranularity }: Options): Parameter[] {
  const searched = runtime === 'any';
  const under = (wanted: readonly string[], condition?: Condition) => {
    const named: Condition[] = searched ? [{ parameter: 'runtime', oneOf: [...wanted] }] : [];
    const all = condition === undefined ? named : [...named, condition];
    const [first] = all;
    return inFamily(family, 'mbconv', all.length > 1 ? { all } : first);
  };
  const schedule = { group: 'schedule' };
  const parameters: Parameter[] = [];
  if (searched) {
    const values = ['tinyengine', 'tflm-ref', 'tflm-cmsis'];
    parameters.push(
      categorical('runtime', values, { group: 'runtime', default: 'tinyengine', ...inFamily(family, 'mbconv') }),
    );
  }
  if (searched || runtime === 'tinyengine') {
    const engine = ['tinyengine'];
    parameters.push(
      ordinal('inPlace', [0, 1], { ...schedule, default: 0, ...under(engine) }),
      ordinal('patches', [1, 2, 3, 4], { ...schedule, default: 1, ...under(engine) }),
      splitParameter(splitGranularity, { ...schedule, ...under(engine, { parameter: 'patches', atLeast: 2 }) }),
    );
  }
  if (searched || runtime !== 'tinyengine') {
    const values = ['none', 'all'];
    parameters.push(
      categorical('padMaterialised', values, { ...schedule, default: 'none', ...under(['tflm-ref', 'tflm-cmsis']) }),
    );
  }
  return parameters;
}

/** Where the tiled stage ends. */
function splitParameter(granularity: Options['splitGranularity'], more: Partial<Parameter>): Parameter {
  const [name, most, description] =
    granularity === 'block'
      ? (['splitBlock', 10, 'mbconv blocks that are run tile by tile'] as const)
      : (['splitIndex', 40, 'layers that are run tile by tile; inside a block the peak rises'] as const);
  const values = Array.from({ length: most }, (_, i) => i + 1);
  return ordinal(name, values, { ...more, default: 1, description });
}

function checkBoard(board: string): void {
  const known = costedBoards();
  if (known.includes(board)) return;
  throw badRequest(
    '/options/board',
    `no board '${board}' with latency and energy; did you mean ${nearest(board, known).join(', ')}? Known: any, ${known.join(', ')}`,
  );
}
