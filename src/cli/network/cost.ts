/** `cogym network cost NAME --device ...`: one network on several devices, side by side. */
import type { Argv, CommandModule } from 'yargs';
import { type DeviceRun, networkDevice } from '../../../envs/devices/index.js';
import type { MetricSpec } from '../../design/problem.js';
import { badRequest } from '../../errors.js';
import { formatTable } from '../../experiments/text-table.js';
import { formatQuantity } from '../../experiments/units.js';
import { findNetwork } from '../network-source.js';
import { jsonOption } from '../options.js';

interface Arguments {
  readonly name: string;
  readonly device: readonly string[];
  readonly parameters: string | undefined;
  readonly json: boolean;
}

interface Row extends DeviceRun {
  readonly device: string;
  readonly specs: readonly MetricSpec[];
}

const command: CommandModule<object, Arguments> = {
  command: 'cost <name>',
  describe: 'Latency, energy, area and memory of a network on devices',
  builder: (yargs) =>
    (yargs as Argv<Arguments>)
      .positional('name', {
        type: 'string',
        demandOption: true,
        describe: 'a family (its first example), FAMILY/EXAMPLE, or a model or JSON file',
      })
      .option('device', {
        type: 'string',
        array: true,
        demandOption: true,

        describe: 'devices by name (`cogym network devices`)',
      })
      .option('parameters', { type: 'string', describe: "the family's parameters as JSON" })
      .option('json', jsonOption)
      .example('$0 network cost resnet-18 --device dla ethos-u65-512', ''),
  handler: ({ name, device, parameters, json }) => {
    const { network, family, parameters: known } = findNetwork(name, parameters);
    const workload = {
      key: name,
      build: () => network,
      ...(family === undefined ? {} : { family, parameters: known }),
    };
    const rows = device.map((one): Row => {
      const { parameters: searched, metrics: specs, run } = networkDevice(one);
      if (searched.length > 0) throw badRequest('/device', `${one} is a simulator: name one of its devices`);
      return { device: one, specs, ...run(workload, {}) };
    });
    if (json) console.log(JSON.stringify({ network: network.id, devices: rows.map(asJson) }, null, 2));
    else console.log(printed(rows));
  },
};
export default command;

const asJson = ({ device, specs, metrics, violations, refusal }: Row) => ({
  device,
  metrics,
  violations,
  ...(refusal === undefined ? {} : { refusal }),
  source: specs[0]?.source,
});

const shown = ['latencyS', 'energyJ', 'areaMm2', 'sramBytes', 'flashBytes'] as const;

function printed(rows: readonly Row[]): string {
  const columns = shown.filter((name) => rows.some(({ metrics }) => metrics[name] !== undefined));
  const table = formatTable(
    ['device', ...columns.map((name) => name.replace(/(S|J|Mm2|Bytes)$/, '')), 'fits'],
    rows.map(({ device, specs, metrics, violations }) => [
      device,
      ...columns.map((name) => {
        const value = metrics[name];
        const unit = specs.find((spec) => spec.name === name)?.unit ?? '';
        return value === undefined ? '' : formatQuantity(value, unit);
      }),
      violations.length === 0 ? 'yes' : `no: ${violations.map((violation) => violation.name).join(', ')}`,
    ]),
  );
  const notes = rows.map(({ device, refusal, specs }) => `${device}: ${refusal ?? specs[0]?.source.assumption}`);
  return [table, '', ...notes].join('\n');
}
