/**
 * Loads hardware templates: the JSON files beside this module, each checked once against its folder's schema.
 *
 * A folder is read, not listed in code: new hardware is one JSON file. A new kind of hardware is a folder and one line
 * in `schemas`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { Static } from '@sinclair/typebox';
import { Ajv } from 'ajv';
import { CogymError } from '../src/errors.js';
import { additiveLatencySchema } from './accuracy/latency/schema.js';
import { linearCoefficientsSchema } from './accuracy/linear/schema.js';
import { accuracyCoefficientsSchema } from './accuracy/schema.js';
import { boardSchema, coreSchema, runtimeSchema } from './boards/schema.js';
import {
  analogLossSchema,
  arrayLevelSchema,
  cimAdcSchema,
  cimMacroSchema,
  cimMemorySchema,
  gateLevelSchema,
} from './cim/schema.js';
import { dataflowCostsSchema, dataflowTemplateSchema } from './dataflow/schema.js';
import { dramAddressMapsSchema, dramDeviceSchema } from './dram/schema.js';
import {
  npuAcceleratorSchema,
  npuMemorySystemSchema,
  npuSystemSchema,
  npuTechnologySchema,
  twoParameterNpuSchema,
} from './npu/schema.js';

const schemas = {
  accuracy: accuracyCoefficientsSchema,
  'accuracy/latency': additiveLatencySchema,
  'accuracy/linear': linearCoefficientsSchema,
  boards: boardSchema,
  'boards/cores': coreSchema,
  'boards/runtimes': runtimeSchema,
  cim: cimMacroSchema,
  'cim/accuracy': analogLossSchema,
  'cim/adc': cimAdcSchema,
  'cim/array-level': arrayLevelSchema,
  'cim/gate-level': gateLevelSchema,
  'cim/memory': cimMemorySchema,
  dataflow: dataflowTemplateSchema,
  'dataflow/costs': dataflowCostsSchema,
  dram: dramDeviceSchema,
  'dram/address-maps': dramAddressMapsSchema,
  npu: npuAcceleratorSchema,
  'npu/memory': npuMemorySystemSchema,
  'npu/system': npuSystemSchema,
  'npu/technology': npuTechnologySchema,
  'npu/two-parameter': twoParameterNpuSchema,
} as const;

/** A folder of templates, as a path below `hwtemplates/`. */
export type TemplateFolder = keyof typeof schemas;
/** What the files of a folder hold. */
export type Template<F extends TemplateFolder> = Static<(typeof schemas)[F]>;

const loaded = new Map<string, unknown>();
const validators = new Map<TemplateFolder, ReturnType<Ajv['compile']>>();

/** Every folder that holds templates. */
export const templateFolders = Object.keys(schemas) as readonly TemplateFolder[];

/** Names of the templates in `folder`, sorted: its JSON files without their extension. */
export function templateNames(folder: TemplateFolder): string[] {
  return readdirSync(new URL(`./${folder}/`, import.meta.url))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/**
 * The template `name` of `folder`; read, validated and frozen at first use.
 * @throws CogymError `unknownTemplate` when there is no such file, `invalidTemplate` when it breaks the folder's schema
 */
export function loadTemplate<F extends TemplateFolder>(folder: F, name: string): Template<F> {
  const key = `${folder}/${name}`;
  const known = loaded.get(key);
  if (known !== undefined) return known as Template<F>;
  const names = templateNames(folder);
  if (!names.includes(name)) {
    throw new CogymError(
      'unknownTemplate',
      `${folder} has no template ${JSON.stringify(name)}; known: ${names.join(', ')}`,
    );
  }
  const template = validateTemplate(
    folder,
    JSON.parse(readFileSync(new URL(`./${key}.json`, import.meta.url), 'utf8')),
  );
  loaded.set(key, deepFreeze(template));
  return template;
}

/**
 * Checks data from elsewhere (a user's own file) against the schema of `folder` and returns it.
 * @throws CogymError `invalidTemplate`, with the pointer of the first field that is wrong
 */
export function validateTemplate<F extends TemplateFolder>(folder: F, data: unknown): Template<F> {
  let validate = validators.get(folder);
  if (validate === undefined) {
    validate = new Ajv({ strict: false }).compile(schemas[folder]);
    validators.set(folder, validate);
  }
  if (!validate(data)) {
    const problem = validate.errors?.[0];
    const path = problem?.instancePath ?? '';
    throw new CogymError('invalidTemplate', `not a ${folder} template: ${path || '/'} ${problem?.message ?? ''}`, path);
  }
  return data as Template<F>;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}
