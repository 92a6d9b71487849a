/** `cogym agents [name]`: the search agents, or the hyperparameters of one. */
import type { TSchema } from '@sinclair/typebox';
import type { CommandModule } from 'yargs';
import { agentNames, isLearner, learnerNames, searcherDefinition } from '../../agents/index.js';
import { formatTable } from '../experiments/text-table.js';
import { jsonOption } from './options.js';

interface Arguments {
  name?: string;
  json: boolean;
}

function list(json: boolean): void {
  const rows = [...agentNames(), ...learnerNames()].map((name) => ({
    name,
    summary: searcherDefinition(name).summary,
  }));
  if (json) {
    console.log(JSON.stringify(rows, null, 2));
    return;
  }
  console.log(
    formatTable(
      ['agent', 'what it does'],
      rows.map(({ name, summary }) => [name, summary]),
    ),
  );
}

function show(name: string, json: boolean): void {
  const definition = searcherDefinition(name);
  const { summary, hyperparameters, usesBudget } = definition;
  const own = isLearner(definition) ? { designDefaults: definition.designDefaults } : {};
  if (json) {
    console.log(JSON.stringify({ name, summary, hyperparameters, usesBudget, ...own }, null, 2));
    return;
  }
  console.log(`${name}: ${summary}`);
  const properties = Object.entries((hyperparameters.properties ?? {}) as Record<string, TSchema>);
  const { designDefaults } = own;
  const rows = properties.map(([key, schema]) => [
    key,
    range(schema),
    String(schema.default ?? ''),
    ...(designDefaults === undefined ? [] : [String((designDefaults as Record<string, unknown>)[key] ?? '')]),
    schema.description ?? '',
  ]);
  const head = [
    'hyperparameter',
    'range',
    'default',
    ...(designDefaults === undefined ? [] : ['on designs']),
    'meaning',
  ];
  console.log(rows.length > 0 ? formatTable(head, rows) : 'no hyperparameters');
}

function range(schema: TSchema): string {
  if (schema.anyOf) return schema.anyOf.map((choice: TSchema) => String(choice.const ?? choice.type)).join(' | ');
  if (schema.type === 'array') return `list of ${range(schema.items as TSchema)}`;
  if (schema.minimum === undefined && schema.maximum === undefined) return String(schema.type);
  return `${schema.minimum ?? ''} .. ${schema.maximum ?? ''}`;
}

const command: CommandModule<object, Arguments> = {
  command: 'agents [name]',
  describe: 'List the search agents, or print the hyperparameters of one',
  builder: (yargs) =>
    yargs.positional('name', { type: 'string', describe: 'an agent, e.g. genetic' }).option('json', jsonOption),
  handler: ({ name, json }) => (name === undefined ? list(json) : show(name, json)),
};
export default command;
