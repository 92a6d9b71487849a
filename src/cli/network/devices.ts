/** `cogym network devices`: what networks can run on, by the simulator that covers it. */
import type { Argv, CommandModule } from 'yargs';
import { deviceKinds } from '../../../envs/devices/index.js';
import { jsonOption } from '../options.js';

const command: CommandModule<object, { json: boolean }> = {
  command: 'devices',
  describe: 'List the devices that networks run on, and the hardware that a search may choose',
  builder: (yargs) => (yargs as Argv<{ json: boolean }>).option('json', jsonOption),
  handler: ({ json }) => {
    const kinds = deviceKinds.map(({ simulator, names, parameters }) => ({ simulator, devices: names, parameters }));
    if (json) {
      console.log(JSON.stringify(kinds, null, 2));
      return;
    }
    for (const { simulator, devices, parameters } of kinds) {
      // Pairs of NPU and macro are too many to list.
      const pairs = simulator === 'npu-cim';
      console.log(
        `${simulator}\n  devices: ${pairs ? 'NPU+MACRO, e.g. ethos-u55-256+yan-isscc-2022' : devices.join(', ')}`,
      );
      if (parameters.length > 0) console.log(`  searched: ${parameters.map(({ name }) => name).join(', ')}`);
    }
    console.log('\nNamed in place of a device, a simulator has its hardware searched: it becomes part of the design.');
  },
};
export default command;
