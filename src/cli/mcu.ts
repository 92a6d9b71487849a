/** `cogym mcu`: networks on microcontrollers. */
import type { CommandModule } from 'yargs';
import plan from './mcu/plan.js';

const command: CommandModule = {
  command: 'mcu <action>',
  describe: 'Networks on microcontrollers: memory plans',
  builder: (yargs) => yargs.command(plan).demandCommand(1, 'Name an action: plan.'),
  handler: () => {},
};
export default command;
