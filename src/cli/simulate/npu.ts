/** `cogym simulate npu`: a chain of int8 operators on an accelerator, both named by `hwtemplates/npu`. */
import { type Static, Type } from '@sinclair/typebox';
import { cimTechnology, loadTemplate, templateNames } from '../../../hwtemplates/index.js';
import {
  evaluateNpu,
  evaluateTwoParameter,
  type NpuLayer,
  npuActivations,
  npuOperators,
  OperatorCosts,
  readNpuLayer,
} from '../../../simulators/npu/index.js';
import { sharedSram } from '../../../simulators/npu-cim/index.js';
import { fillOptions } from '../../design/options.js';
import type { SimulateHandler } from '../simulate.js';

const closed = { additionalProperties: false };
const size = Type.Integer({ minimum: 1, maximum: 65536 });
const oneOf = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...values] });

/** Accelerator of two fitted figures; its template is the only one of its kind. */
const TWO_PARAMETER = 'two-parameter';

const Layer = Type.Object(
  {
    op: oneOf(npuOperators),
    inShape: Type.Tuple([size, size, size]),
    outShape: Type.Tuple([size, size, size]),
    kernel: Type.Optional(Type.Tuple([size, size])),
    stride: Type.Optional(Type.Tuple([size, size])),
    activation: Type.Optional(oneOf(npuActivations)),
  },
  closed,
);

const Request = Type.Object(
  {
    accelerator: oneOf([...templateNames('npu'), TWO_PARAMETER]),
    memorySystem: Type.Optional(oneOf(templateNames('npu/memory'))),
    weightCompressionRatio: Type.Number({ exclusiveMinimum: 0, maximum: 16, default: 1 }),
    layers: Type.Array(Layer, { minItems: 1, maxItems: 4096 }),
  },
  closed,
);

/** Costs of this process by accelerator and memory system. */
const costsBy = new Map<string, OperatorCosts>();

export const handler: SimulateHandler = (given) => {
  const request = fillOptions(Request, given) as Static<typeof Request>;
  const layers = request.layers.map((layer, i) => readNpuLayer(layer, `/layers/${i}`));
  if (request.accelerator !== TWO_PARAMETER) return simulate(request, layers);
  const known = evaluateTwoParameter(layers, loadTemplate('npu/two-parameter', 'edge-tpu'));
  return { cycles: null, energyMj: null, areaMm2: null, layers: [], ...known };
};

function simulate(request: Static<typeof Request>, layers: readonly NpuLayer[]) {
  const accelerator = loadTemplate('npu', request.accelerator);
  const memorySystem = loadTemplate('npu/memory', request.memorySystem ?? accelerator.memorySystem);
  const key = `${accelerator.name} ${memorySystem.name}`;
  const costs = costsBy.get(key) ?? new OperatorCosts({ accelerator, system: memorySystem });
  costsBy.set(key, costs);
  const { weightCompressionRatio } = request;
  return evaluateNpu(
    {
      accelerator,
      memorySystem,
      technology: loadTemplate('npu/technology', '28nm'),
      sram: sharedSram(cimTechnology().memory, memorySystem.sramBytes, accelerator.sramBytesPerCycle),
      weightCompressionRatio,
      layers,
    },
    costs,
  );
}
