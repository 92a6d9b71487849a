import { CogymError } from '../../src/errors.js';
import { loadTemplate } from '../loader.js';
import type {
  AnalogLoss,
  ArrayLevelConstants,
  CimMemory,
  GateLevelConstants,
  NeurosimAdc,
  SurveyAdc,
  ZigzagAdc,
} from './schema.js';

/** All constants of `simulators/cim`, as that simulator takes them. */
export interface CimTechnology {
  readonly adcs: {
    readonly 'zigzag-28nm': ZigzagAdc;
    readonly andrulis: SurveyAdc;
    readonly 'neurosim-sar': NeurosimAdc;
  };
  readonly memory: CimMemory;
  readonly gateLevel: GateLevelConstants;
  readonly arrayLevel: ArrayLevelConstants;
  readonly loss: AnalogLoss;
}

let loaded: CimTechnology | undefined;

/** The shipped constants; the same object at each call. */
export function cimTechnology(): CimTechnology {
  loaded ??= {
    adcs: {
      'zigzag-28nm': adc('zigzag-28nm', 'zigzag'),
      andrulis: adc('andrulis', 'survey-bound'),
      'neurosim-sar': adc('neurosim-sar', 'neurosim'),
    },
    memory: loadTemplate('cim/memory', 'cacti7-28nm'),
    gateLevel: loadTemplate('cim/gate-level', 'sram-28nm'),
    arrayLevel: loadTemplate('cim/array-level', 'neurosim-22nm'),
    loss: loadTemplate('cim/accuracy', 'analog-loss'),
  };
  return loaded;
}

type AdcForm = { zigzag: ZigzagAdc; 'survey-bound': SurveyAdc; neurosim: NeurosimAdc };

function adc<F extends keyof AdcForm>(name: string, form: F): AdcForm[F] {
  const template = loadTemplate('cim/adc', name);
  if (template.form === form) return template as AdcForm[F];
  throw new CogymError('invalidTemplate', `cim/adc/${name} is of the form ${template.form}, not ${form}`, '/form');
}
