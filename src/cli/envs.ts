/** `cogym envs [id]`: the registered environments, or one design space as a table. */
import type { CommandModule } from 'yargs';
import { make, problemDefinition, problemIds, registry } from '../../envs/index.js';
import type { DesignSpace } from '../design/design-space.js';
import type { Condition, Parameter } from '../design/parameter.js';
import type { Problem } from '../design/problem.js';
import { makeProblem } from '../design/problem-registry.js';
import { CogymError } from '../errors.js';
import '../experiments/proxy/cost-model.js';
import { formatTable } from '../experiments/text-table.js';
import { jsonObject, jsonOption } from './options.js';

interface Arguments {
  id?: string;
  preset?: string;
  options: string;
  json: boolean;
}

/** Ids of plain gym environments, which have spaces but no design space. */
const gymIds = (): string[] => [...registry.keys()].filter((id) => !problemIds().includes(id));

function list(json: boolean): void {
  const rows = [
    ...problemIds().map((id) => ({ id, kind: 'design problem', summary: problemDefinition(id).summary })),
    ...gymIds().map((id) => ({ id, kind: 'environment', summary: 'classic control' })),
  ];
  if (json) {
    console.log(JSON.stringify(rows, null, 2));
    return;
  }
  console.log(
    formatTable(
      ['id', 'kind', 'what it is'],
      rows.map(({ id, kind, summary }) => [id, kind, summary]),
    ),
  );
  console.log('`cogym envs ID` prints one design space.');
}

/** A plain environment has no design space: its Gymnasium spaces are all there is to print. */
function showGym(id: string): void {
  const env = make(id);
  const spaces = { id, observationSpace: env.observationSpace.toJSON(), actionSpace: env.actionSpace.toJSON() };
  console.log(JSON.stringify(spaces, null, 2));
}

function show(id: string, { preset, options, json }: Arguments): void {
  const definition = problemDefinition(id);
  const problem = makeProblem(id, jsonObject('options', options, '{"costModel": "simulator"}'), preset);
  if (json) {
    const { space, objectives, metrics, workload } = problem;
    console.log(
      JSON.stringify(
        {
          id,
          workload,
          parameters: space.parameters,
          objectives,
          metrics,
          size: sizes(problem),
          options: definition.options,
          presets: definition.presets,
        },
        null,
        2,
      ),
    );
    return;
  }
  console.log(`${id}: ${definition.summary}`);
  if (problem.workload) console.log(`workload ${problem.workload}`);
  console.log(`\n${parameterTable(problem.space)}`);
  console.log(`${sizes(problem)}\n\n${metricTable(problem)}\n`);
  console.log(`objectives: ${problem.objectives.map(({ name, direction }) => `${direction} ${name}`).join(', ')}`);
  for (const text of problem.warnings ?? []) console.log(`beware: ${text}`);
  console.log(
    `presets: ${Object.keys(definition.presets).join(', ') || 'none'}; options: ${Object.keys(definition.options.properties ?? {}).join(', ') || 'none'}`,
  );
}

function sizes(problem: Problem): string {
  const size = problem.space.size();
  if (size === undefined) return 'designs: infinitely many (real parameters)';
  const valid = problem.validSize?.();
  return `designs: ${size.toLocaleString('en')}${valid === undefined ? '' : `, of which ${valid.toLocaleString('en')} are valid`}`;
}

function parameterTable(space: DesignSpace): string {
  const rows = space.parameters.map((parameter) => {
    const { name, type, group = '', activeWhen } = parameter;
    return [name, type, values(parameter), group, activeWhen ? condition(activeWhen) : ''];
  });
  return formatTable(['parameter', 'type', 'values', 'group', 'active when'], rows);
}

function values(parameter: Parameter): string {
  const unit = parameter.unit ? ` ${parameter.unit}` : '';
  if ('values' in parameter) return `${parameter.values.join(' ')}${unit}`;
  const step = parameter.type === 'integer' && (parameter.step ?? 1) !== 1 ? ` by ${parameter.step}` : '';
  return `${parameter.low} .. ${parameter.high}${step}${unit}${parameter.scale === 'log' ? ' (log)' : ''}`;
}

function condition(when: Condition): string {
  if ('all' in when) return when.all.map(condition).join(' and ');
  return 'oneOf' in when ? `${when.parameter} in {${when.oneOf.join(', ')}}` : `${when.parameter} >= ${when.atLeast}`;
}

function metricTable({ metrics }: Problem): string {
  const rows = metrics.map(({ name, unit, limit, source }) => {
    const from = source.mode ? `${source.simulator} (${source.mode})` : source.simulator;
    return [name, unit, limit === undefined ? '' : String(limit), from, source.validated ? 'yes' : 'no'];
  });
  return formatTable(['metric', 'unit', 'limit', 'from', 'validated'], rows);
}

const command: CommandModule<object, Arguments> = {
  command: 'envs [id]',
  describe: 'List the environments, or print the spaces of one',
  builder: (yargs) =>
    yargs
      .positional('id', { type: 'string', describe: 'a design problem, e.g. AsicCodesign-v0' })
      .option('preset', { type: 'string', describe: 'a named option set of the problem' })
      .option('options', { type: 'string', default: '{}', describe: 'options of the problem as JSON' })
      .option('json', jsonOption),
  handler: (argv) => {
    const { id, preset, options, json } = argv;
    if (id !== undefined && !gymIds().includes(id)) show(id, argv);
    else if (preset !== undefined || options !== '{}')
      throw new CogymError(
        'usage',
        '--preset and --options are of a design problem: `cogym envs ID --preset NAME`; `cogym envs` lists the ids',
      );
    else if (id === undefined) list(json);
    else showGym(id);
  },
};
export default command;
