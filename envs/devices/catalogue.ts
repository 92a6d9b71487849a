/** Every device by name: one piece of hardware, or hardware that the design chooses. */
import type { Design, Parameter } from '../../src/design/parameter.js';
import { badRequest } from '../../src/errors.js';
import { nearest } from '../../src/stats/nearest.js';
import { dataflow } from './dataflow.js';
import { type Device, type DeviceKind, type Hardware, runOn, type Settings } from './device.js';
import { hwNasBench } from './hw-nas-bench.js';
import { macros } from './macros.js';
import { microcontroller } from './microcontroller.js';
import { npu, npuBesideMacros } from './npu-system.js';

export const deviceKinds: readonly DeviceKind[] = [hwNasBench, dataflow, microcontroller, npu, macros, npuBesideMacros];

const byName = new Map(deviceKinds.flatMap((kind) => kind.names.map((name) => [name, kind] as const)));
/** Kinds whose hardware a design can hold. */
const bySimulator = new Map(deviceKinds.filter(hasParameters).map((kind) => [kind.simulator, kind]));

function hasParameters({ parameters }: DeviceKind): boolean {
  return parameters.length > 0;
}

/**
 * The device `name`, or a simulator, whose hardware is then part of the design.
 * @param hardware settings in place of defaults; with a simulator they are not searched
 * @throws CogymError `badRequest` at `/options/device` or below `/options/hardware`
 */
export function networkDevice(name: string, hardware: Settings = {}): Device {
  const path = '/options/hardware';
  const kind = byName.get(name) ?? bySimulator.get(name);
  if (kind === undefined) {
    const near = nearest(name, [...bySimulator.keys(), ...byName.keys()]).join(', ');
    throw badRequest(
      '/options/device',
      `no device ${JSON.stringify(name)}; did you mean ${near}? \`cogym network devices\` lists them`,
    );
  }
  if (!byName.has(name)) return searched(kind, hardware, path);
  const named = kind.named(name);
  const twice = Object.keys(hardware).find((setting) => Object.hasOwn(named, setting));
  if (twice !== undefined) throw badRequest(`${path}/${twice}`, `the device ${name} says its ${twice}`);
  const settings = kind.complete({ ...hardware, ...named }, path);
  const opened = kind.open(settings);
  return {
    name,
    parameters: [],
    metrics: kind.metrics(settings),
    run: (workload) => runOn(opened, workload),
  };
}

/** Hardware opened at the same time before all of it is forgotten. */
const CAPACITY = 512;

function searched(kind: DeviceKind, fixed: Settings, path: string): Device {
  const parameters = kind.parameters.filter(({ name }) => !Object.hasOwn(fixed, name));
  if (parameters.length === 0) {
    throw badRequest(path, `every setting of ${kind.simulator} is given: name the device instead`);
  }
  const chosenBy = (design: Design): Settings => ({
    ...fixed,
    ...Object.fromEntries(parameters.map(({ name }) => [name, design[name]])),
  });
  // Any choice shows whether the fixed settings are allowed, and what the defaults of the rest are.
  const example = kind.complete(chosenBy(firstValues(parameters)), path);
  const open = new Map<string, Hardware>();
  const names = new Set(parameters.map(({ name }) => name));
  const constant = Object.fromEntries(Object.entries(example).filter(([name]) => !names.has(name)));
  return {
    name: kind.simulator,
    parameters,
    metrics: kind.metrics(constant),
    run(workload, design) {
      const chosen = chosenBy(design);
      const key = JSON.stringify(chosen);
      let hardware = open.get(key);
      if (hardware === undefined) {
        hardware = kind.open(kind.complete(chosen, path));
        if (open.size >= CAPACITY) open.clear();
        open.set(key, hardware);
      }
      return runOn(hardware, workload);
    },
  };
}

function firstValues(parameters: readonly Parameter[]): Design {
  return Object.fromEntries(
    parameters.map((parameter) => {
      if (!('values' in parameter)) throw new RangeError(`hardware parameter ${parameter.name} lists no values`);
      return [parameter.name, parameter.values[0] as Design[string]];
    }),
  );
}
