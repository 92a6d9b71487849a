/** A design's network with its accuracy, and the device of each layer that the design chooses. */
import { loadTemplate } from '../../hwtemplates/index.js';
import { npuCim } from '../../simulators/index.js';
import { type AccuracyEstimate, type AccuracyEstimator, accuracyEstimator } from '../../src/accuracy/index.js';
import type { DesignSpace } from '../../src/design/design-space.js';
import type { Design } from '../../src/design/parameter.js';
import { buildPlaced, type HybridPlace, hybrid, type Network } from '../../src/networks/index.js';
import type { Options } from './options.js';
import { layerTarget } from './space.js';

export interface PlannedNetwork {
  readonly network: Network;
  readonly places: readonly HybridPlace[];
  readonly work: readonly npuCim.Work[];
  readonly estimate: AccuracyEstimate;
  /** Types of stages that were built as mbconv because a transformer there would have too many tokens. */
  readonly repaired: readonly string[];
}

/** Networks remembered before all are forgotten; one takes some 200 kB. */
const CAPACITY = 300;

/** Networks by the network's part of a design. */
export class NetworkPlanner {
  readonly estimator: AccuracyEstimator;
  readonly #task: string;
  readonly #space: DesignSpace;
  readonly #planned = new Map<string, PlannedNetwork>();
  readonly #passes: npuCim.Passes;

  /** @throws CogymError `badRequest` for an unknown estimator or task */
  constructor({ accuracy, accuracyTask, accuracyTable }: Pick<Options, 'accuracy' | 'accuracyTask' | 'accuracyTable'>) {
    this.estimator = accuracyEstimator(accuracy, accuracyTable === undefined ? {} : { table: accuracyTable });
    this.#task = accuracyTask;
    this.#space = hybrid.designSpace({});
    this.#passes = loadTemplate('npu/system', 'default').passes;
    this.plan(this.#space.defaultDesign());
  }

  plan(design: Design): PlannedNetwork {
    const part = Object.fromEntries(this.#space.names.map((name) => [name, design[name]])) as Design;
    const key = this.#space.key(part);
    const known = this.#planned.get(key);
    if (known !== undefined) return known;
    const planned = this.#plan(part);
    if (this.#planned.size >= CAPACITY) this.#planned.clear();
    this.#planned.set(key, planned);
    return planned;
  }

  #plan(part: Design): PlannedNetwork {
    const parameters = hybrid.fromDesign(part);
    const { network, places } = buildPlaced(parameters);
    return {
      network,
      places,
      work: npuCim.workOf(network, this.#passes),
      estimate: this.estimator.estimate({ network, design: part, family: 'hybrid' }, this.#task),
      repaired: hybrid.repaired?.(parameters) ?? [],
    };
  }
}

/** Roles that a stage's choice for linear layers decides. */
const linear: ReadonlySet<string> = new Set(['query', 'key', 'value', 'projection', 'mlp1', 'mlp2', 'score', 'mix']);

/** Share of each layer on the macros, as the design says; what these cannot run stays on the NPU. */
export function chosenAssignment(
  design: Design,
  { work, places }: PlannedNetwork,
  device: npuCim.CimDevice | undefined,
  fine: boolean,
): npuCim.Assignment {
  return work.map((layer, i) => {
    const { stage, block } = places[i] as HybridPlace;
    const name = fine ? fineTarget(layer.name, stage, block) : stageTarget(layer.name, stage);
    return design[name] === 'cim' && npuCim.canRun(device, layer) ? 1 : 0;
  });
}

/** The stem goes with stage 1, the head's convolution with stage 5. */
function stageTarget(role: string, stage: number): string {
  if (role === 'classifier') return 'targetFc';
  const near = Math.min(5, Math.max(1, stage));
  return `target${near}${linear.has(role) ? 'Linear' : 'Conv'}`;
}

function fineTarget(role: string, stage: number, block: number): string {
  if (role === 'classifier') return 'targetFc';
  if (role === 'stem' || role === 'head') return `${role}Target`;
  return block === 0 ? `stage${stage}DownsampleTarget` : layerTarget(stage, block, role);
}
