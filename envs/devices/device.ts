/** Hardware that runs whole networks, one image at a time: what a problem over networks takes as its device. */
import type { Static, TObject } from '@sinclair/typebox';
import type { Provenance, Violation } from '../../src/design/evaluation.js';
import { fillOptions } from '../../src/design/options.js';
import type { Design, Parameter } from '../../src/design/parameter.js';
import type { MetricSpec } from '../../src/design/problem.js';
import { badRequest, CogymError } from '../../src/errors.js';
import type { Network } from '../../src/networks/index.js';

/** A network to run. */
export interface Workload {
  /** Equal for networks of the same layers; what a simulator says of one is remembered by it. */
  readonly key: string;
  /** Asked for where a simulator runs its layers. */
  build(): Network;
  /** The family that it is of, for devices that know networks by their parameters. */
  readonly family?: string;
  /** Of the family, as its `parse` gives them. */
  readonly parameters?: unknown;
}

/** What running a network comes to. */
export interface DeviceRun {
  /** In SI units: `latencyS`, and what else the hardware tells. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Limits of the hardware that the network breaks, such as a board's SRAM. */
  readonly violations: readonly Violation[];
  /** Why the simulator refused to run it; then there are no metrics. */
  readonly refusal?: string;
  /** What the hardware's arithmetic costs of `accuracy`, both fractions, where the kind has a metric `accuracyDrop`. */
  readonly accuracyDrop?: (accuracy: number) => number;
}

/** One piece of hardware. */
export interface Hardware {
  /** @throws CogymError of the simulator, for a network that it cannot run */
  run(workload: Workload): DeviceRun;
}

/** What a problem over networks sees of its hardware. */
export interface Device {
  readonly name: string;
  /** Hardware that the design chooses, group `hardware`; empty for one piece of hardware. */
  readonly parameters: readonly Parameter[];
  /** What a run that is not refused tells. */
  readonly metrics: readonly MetricSpec[];
  /**
   * A network on the hardware, chosen by `design` where there are parameters. A network or choice that the simulator
   * refuses is a violation with the name of its error.
   */
  run(workload: Workload, design: Design): DeviceRun;
}

/** Values of a kind's settings by name. */
export type Settings = Readonly<Record<string, unknown>>;

/** Devices that one simulator covers. */
export interface DeviceKind {
  /** Name of the simulator. As a device it means: the hardware is part of the design. */
  readonly simulator: string;
  /** Devices by name; each is a choice of settings. */
  readonly names: readonly string[];
  /** The settings that a name stands for. */
  named(name: string): Settings;
  /** Settings that a design may hold, by their names; empty for hardware that is as it was measured. */
  readonly parameters: readonly Parameter[];
  /** `settings` with their defaults; `badRequest` with a pointer below `path` for what is not allowed. */
  complete(settings: Settings, path: string): Settings;
  /** What every run tells; `settings` are those that are fixed, a limit needs them. */
  metrics(settings: Settings): readonly MetricSpec[];
  /** @param settings complete ones */
  open(settings: Settings): Hardware;
}

/** A kind as its file states it, its settings typed by their schema. */
export interface DeviceKindDefinition<S extends TObject> extends Omit<DeviceKind, 'complete' | 'metrics' | 'open'> {
  readonly settings: S;
  metrics(settings: Partial<Static<S>>, source: Provenance): readonly MetricSpec[];
  /** What a reader should know of the figures. */
  provenance(settings: Partial<Static<S>>): Provenance;
  open(settings: Static<S>): Hardware;
}

export function defineDeviceKind<S extends TObject>(definition: DeviceKindDefinition<S>): DeviceKind {
  const { simulator, names, named, parameters, settings: schema } = definition;
  return {
    simulator,
    names,
    named,
    parameters,
    complete: (settings, path) => fillOptions(schema, settings, path),
    metrics(settings) {
      const fixed = settings as Partial<Static<S>>;
      return definition.metrics(fixed, definition.provenance(fixed));
    },
    open: (settings) => definition.open(settings as Static<S>),
  };
}

export const latencyMetric = (source: Provenance): MetricSpec => ({
  name: 'latencyS',
  unit: 's',
  description: 'time of one image',
  source,
});

export const energyMetric = (source: Provenance): MetricSpec => ({
  name: 'energyJ',
  unit: 'J',
  description: 'energy of one image',
  source,
});

export const accuracyDropMetric = (source: Provenance): MetricSpec => ({
  name: 'accuracyDrop',
  unit: '',
  description: 'what the converters of analog macros cost of the accuracy, a fraction; a proxy',
  source,
});

export const areaMetric = (description: string, source: Provenance): MetricSpec => ({
  name: 'areaMm2',
  unit: 'mm2',
  description,
  source,
});

/** Runs remembered before all are forgotten. */
const CAPACITY = 40_000;

/** Hardware that remembers what it ran. */
export function remembering(run: (workload: Workload) => DeviceRun): Hardware {
  const known = new Map<string, DeviceRun>();
  return {
    run(workload) {
      let answer = known.get(workload.key);
      if (answer !== undefined) return answer;
      answer = run(workload);
      if (known.size >= CAPACITY) known.clear();
      known.set(workload.key, answer);
      return answer;
    },
  };
}

/** A refusal of the simulator becomes a violation. */
export function runOn(hardware: Hardware, workload: Workload): DeviceRun {
  try {
    return hardware.run(workload);
  } catch (error) {
    if (!(error instanceof CogymError)) throw error;
    const refused: Violation = { name: error.code, value: 1, limit: 0, excess: 1 };
    return { metrics: {}, violations: [refused], refusal: error.message };
  }
}

/** @throws CogymError `badRequest` at `/options/device` for one piece of hardware that refuses `workload` */
export function checkRuns(device: Device, workload: Workload): void {
  if (device.parameters.length > 0) return;
  const { refusal } = device.run(workload, {});
  if (refusal !== undefined) throw badRequest('/options/device', refusal);
}
