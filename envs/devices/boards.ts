/** Microcontroller boards that can be searched. */
import { loadTemplate, templateNames } from '../../hwtemplates/index.js';

/** Names of the boards whose latency and energy are known: their core has cycles, and their power is measured or modelled. */
export function costedBoards(): string[] {
  return templateNames('boards').filter((name) => {
    const { power, activeMilliwatts, core: coreName } = loadTemplate('boards', name);
    const { cyclesFactor, milliwattsPerMhz } = loadTemplate('boards/cores', coreName);
    const powered = power.length > 0 || activeMilliwatts !== undefined || milliwattsPerMhz.from3V !== null;
    return cyclesFactor !== null && powered;
  });
}
