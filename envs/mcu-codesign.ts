/**
 * `McuCodesign-v0`: a network, a microcontroller, a runtime and a schedule, found together so that accuracy is highest
 * while SRAM and flash (and latency and energy, where they are limited) keep their budgets. The joint formulation is ours;
 * spaces and memory rules are MCUNet's (arXiv 2007.10319, 2110.15352) and MCUFormer's (arXiv 2310.16898).
 *
 * Design: groups network, hardware, runtime and schedule; what belongs to another family, runtime or schedule is
 * inactive. Simulator: `mcu`. Reward `bounded` (default): accuracy where every budget is kept, else -v/(1+v) with v the
 * summed relative excess; -1 for schedules that cannot be run and designs without an accuracy.
 */
import { defineProblem } from '../src/design/problem.js';
import { Options } from './mcu-codesign/options.js';
import { mcuCodesign } from './mcu-codesign/problem.js';

const constraints = ['accuracy >= 0.5'];
/** Even the smallest subnet has more weights than these boards have flash: MCUFormer's budgets are of SRAM alone. */
const released = { family: 'vit', flash: 'external' } as const;
const author = { ...released, accounting: 'paper', budget: 'author' } as const;

export default defineProblem({
  id: 'McuCodesign-v0',
  summary: 'A network, a microcontroller, a runtime and a schedule within SRAM and flash budgets',
  options: Options,
  presets: {
    'mcunet-320': { board: 'stm32f746' },
    'mcunet-256': { board: 'stm32f412' },
    'mcunet-512': { board: 'stm32h743' },
    'mcunet-320-layer-split': { board: 'stm32f746', splitGranularity: 'layer' },
    'mcunet-320-latency': { board: 'stm32f746', objectives: ['minimize latencyS'], constraints },
    'mcunet-320-energy': { board: 'stm32f746', objectives: ['minimize energyJ'], constraints },
    'mcunet-320-sram': { board: 'stm32f746', objectives: ['minimize sramBytes'], constraints },
    'mcunet-320-pareto': {
      board: 'stm32f746',
      objectives: ['maximize accuracy', 'minimize latencyS', 'minimize energyJ', 'minimize sramBytes'],
    },
    'mcuformer-256': { ...released, board: 'stm32f427' },
    'mcuformer-320': { ...released, board: 'stm32f746' },
    'mcuformer-512': { ...released, board: 'stm32h743', supernet: 'release-s' },
    'mcuformer-author-256': { ...author, board: 'stm32f427', supernet: 'author-t2' },
    'mcuformer-author-320': { ...author, board: 'stm32f746', supernet: 'author-t' },
    'mcuformer-author-512': { ...author, board: 'stm32h743', supernet: 'author-s2' },
    joint: { family: 'joint', board: 'any', runtime: 'any' },
  },
  create: mcuCodesign,
});
