import { defineProblem } from '../src/design/problem.js';
import { Options } from './mcu-codesign/options.js';
import { mcuCodesign } from './mcu-codesign/problem.js';

export default defineProblem({
  id: 'McuCodesign-v0',
  summary: 'A network, a microcontroller, a runtime and a schedule within SRAM and flash budgets',
  options: Options,
  presets: {
    'mcunet-320': { board: 'stm32f746' },
    'mcunet-256': { board: 'stm32f412' },
    'mcunet-512': { board: 'stm32h743' },
    'mcuformer-256': { family: 'vit', board: 'stm32f427' },
    'mcuformer-320': { family: 'vit', board: 'stm32f746' },
    'mcuformer-512': { family: 'vit', board: 'stm32h743', supernet: 'S' },
    joint: { family: 'joint', board: 'any', runtime: 'any' },
  },
  create: mcuCodesign,
});
