/** `cogym mcu baseline <name>`: a baseline of McuCodesign-v0 under a counted budget. */
import type { CommandModule } from 'yargs';
import { type BaselineResult, baselines, runBaseline } from '../../../envs/mcu-codesign/baselines/index.js';
import type { Design } from '../../design/parameter.js';
import { formatTable } from '../../experiments/text-table.js';
import { jsonObject, jsonOption } from '../options.js';

interface Arguments {
  readonly name: string;
  readonly preset: string | undefined;
  readonly board: string | undefined;
  readonly options: string;
  readonly design: string;
  readonly budget: number | undefined;
  readonly seed: number;
  readonly json: boolean;
}

const command: CommandModule<object, Arguments> = {
  command: 'baseline <name>',
  describe: 'Run a baseline of McuCodesign-v0',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', demandOption: true, choices: baselines.map(({ name }) => name) })
      .option('preset', { type: 'string', describe: "preset of the problem (default: the baseline's own)" })
      .option('board', { type: 'string', describe: "a board in place of the preset's" })
      .option('options', { type: 'string', default: '{}', describe: 'further options of the problem, as JSON' })
      .option('design', { type: 'string', default: '{}', describe: 'parameters held at a value, as JSON' })
      .option('budget', { type: 'number', describe: 'evaluations that may be spent' })
      .option('seed', { type: 'number', default: 0 })
      .option('json', jsonOption)
      .epilogue(baselines.map(({ name, summary }) => `${name}: ${summary}`).join('\n'))
      .example('$0 mcu baseline best-patch --board stm32f746 --design \'{"resolution":192}\'', '') as never,
  handler: ({ name, preset, board, options, design, budget, seed, json }) => {
    const given = {
      ...jsonObject('options', options, '{"flash": "external"}'),
      ...(board === undefined ? {} : { board }),
    };
    const result = runBaseline(name, {
      ...(preset === undefined ? {} : { preset }),
      options: given,
      design: jsonObject('design', design, '{"resolution": 192}') as Design,
      ...(budget === undefined ? {} : { budget }),
      seed,
    });
    console.log(json ? JSON.stringify({ baseline: name, seed, ...result }, null, 2) : describe(result));
  },
};
export default command;

function describe({ best, evaluations, rows = [], notes = [] }: BaselineResult): string {
  const lines: string[] = [];
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (rows.length > 0)
    lines.push(
      formatTable(
        columns,
        rows.map((row) => columns.map((name) => shown(row[name]))),
      ),
      '',
    );
  if (best !== undefined) {
    const { feasible, metrics } = best.evaluation;
    lines.push(`best design (${feasible ? 'feasible' : 'infeasible'}):`);
    for (const [name, value] of Object.entries(best.design)) lines.push(`  ${name} = ${value}`);
    for (const [name, value] of Object.entries(metrics)) lines.push(`  ${name}: ${shown(value)}`);
  }
  return [...lines, `${evaluations} evaluations`, ...notes].join('\n');
}

function shown(value: string | number | boolean | undefined): string {
  if (typeof value !== 'number') return String(value ?? '-');
  return Number.isInteger(value) ? value.toLocaleString('en') : String(Number(value.toPrecision(4)));
}
