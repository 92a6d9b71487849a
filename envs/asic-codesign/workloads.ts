/** The workloads: which networks are searched, how well they do, and the specifications the chip must keep. */
import type { ParameterValue } from '../../src/design/parameter.js';
import type { TechnologyName } from './technology.js';

/** Limits in the units of the metrics. */
export interface Specs {
  readonly latencyS: number;
  readonly energyJ: number;
  readonly areaMm2: number;
}

/** One network to be found. */
export interface TaskSpec {
  readonly name: string;
  /** Id of the network family. */
  readonly family: string;
  /** Parameters of the family that are not searched. */
  readonly fixed: Readonly<Record<string, ParameterValue>>;
  /** Estimator of the accuracy, or `capacity` (unit-free, not an accuracy). */
  readonly accuracy: string;
  /** Task of the estimator; not for `capacity`. */
  readonly accuracyTask?: string;
  /** Share in the average quality; all weights are divided by their sum. Default 1. */
  readonly weight?: number;
}

export interface Workload {
  readonly name: string;
  readonly tasks: readonly TaskSpec[];
  readonly specs: Readonly<Record<TechnologyName, Specs>>;
  /**
   * What the mapper places as one: every layer by itself, or all layers of one shape in a network together (for
   * networks that repeat a cell, where single layers would make the mapping space pointlessly large).
   */
  readonly placement: 'layer' | 'shape';
}

const resnet9 = (variant: 'cifar' | 'stl'): TaskSpec => ({
  name: `resnet9-${variant}`,
  family: 'resnet9',
  fixed: { variant },
  accuracy: 'capacity',
});

const unet: TaskSpec = { name: 'unet-nuclei', family: 'unet', fixed: {}, accuracy: 'capacity' };

const nasBench201 = (dataset: string, accuracyTask: string): TaskSpec => ({
  name: dataset,
  family: 'nas-bench-201',
  fixed: { dataset, deadEdges: 'prune' },
  accuracy: 'nas-bench-201',
  accuracyTask,
});

/** Specifications in cycles at 1 GHz, uJ and mm2. */
const specs = (cycles: number, microJoule: number, areaMm2: number): Specs => ({
  latencyS: cycles / 1e9,
  energyJ: microJoule / 1e6,
  areaMm2,
});

/**
 * N1 has accuracies: a surrogate fitted on trained networks. W1 to W3 are the task pairs of NASAIC (arXiv 2002.04116)
 * with a unit-free capacity. All specifications are ours: few random designs meet them, each single one is met by some.
 */
export const workloads: Readonly<Record<string, Workload>> = {
  N1: {
    name: 'N1',
    tasks: [nasBench201('cifar10', 'cifar10-valid'), nasBench201('imagenet16-120', 'imagenet16-120-valid')],
    specs: { default: specs(1.5e5, 150, 100), 'nasaic-like': specs(1.5e5, 5e5, 3500) },
    placement: 'shape',
  },
  W1: {
    name: 'W1',
    tasks: [resnet9('cifar'), unet],
    specs: { default: specs(1e6, 800, 120), 'nasaic-like': specs(8e5, 2e6, 4000) },
    placement: 'layer',
  },
  W2: {
    name: 'W2',
    tasks: [resnet9('cifar'), resnet9('stl')],
    specs: { default: specs(4e6, 3000, 120), 'nasaic-like': specs(4e6, 8e6, 4000) },
    placement: 'layer',
  },
  W3: {
    name: 'W3',
    tasks: [resnet9('cifar'), resnet9('cifar')],
    specs: { default: specs(4e5, 400, 120), 'nasaic-like': specs(4e5, 1e6, 4000) },
    placement: 'layer',
  },
};
