/** `cogym mcu`: networks on microcontrollers. */
import type { CommandModule } from 'yargs';
import baseline from './mcu/baseline.js';
import plan from './mcu/plan.js';

const command: CommandModule = {
  command: 'mcu <action>',
  describe: 'Networks on microcontrollers: memory plans, baselines of McuCodesign-v0',
  builder: (yargs) => yargs.command(plan).command(baseline).demandCommand(1, 'Name an action: plan or baseline.'),
  handler: () => {},
};
export default command;
