/**
 * Predictor `lookup-table`: the latency of a mobile network as the sum of its measured blocks (Once-for-All's tables).
 * A network costs the five rows of its resolution that are no blocks, and one `expanded_conv` row for each block.
 */
import { badRequest, CogymError } from '../../errors.js';
import { mbconv, networkFamily } from '../../networks/families/index.js';
import { type OfaMobilenetV3Parameters, ofaMobilenetV3Blocks } from '../../networks/families/ofa-mobilenet-v3.js';
import type { MbconvParameters } from '../../networks/index.js';
import { readOncePerChange } from '../file-cache.js';
import { columnOf, readTable } from '../table.js';
import type { LatencyEstimate, LatencyInput, LatencyPredictor } from './predictor.js';

/** Rows of a network that are no blocks. */
const fixedRows = ['Conv', 'Conv_1', 'Conv_2', 'AvgPool2D', 'Logits'] as const;
const blockFields = ['in_h', 'in_c', 'out_c', 'mid_c', 'kernel', 'stride'] as const;

interface Block {
  readonly inHeight: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly midChannels: number;
  readonly kernel: number;
  readonly stride: number;
}

export class LookupTablePredictor implements LatencyPredictor {
  readonly id = 'lookup-table';
  readonly #path: string;
  readonly #device: string;
  /** `resolution type` of the fixed rows, `resolution in_h in_c ...` of the blocks -> ms. */
  readonly #entries = new Map<string, number>();

  /**
   * @param path CSV table with the columns net_resolution, type, in_h, in_c, out_c, mid_c, kernel, stride and mean_ms
   * @throws CogymError `tableMissing`, or `badRequest` for a table that cannot be read or contradicts itself
   */
  constructor(path: string, device = 'as in the table') {
    const table = readTable(path);
    this.#path = path;
    this.#device = device;
    const at = (name: string): number => {
      const column = columnOf(table, name);
      if (column < 0) throw badRequest('/table', `${path} has no column ${name}`);
      return column;
    };
    const [resolution, type, mean] = [at('net_resolution'), at('type'), at('mean_ms')];
    const blockColumns = blockFields.map(at);
    for (const [i, fields] of table.rows.entries()) {
      const parts =
        fields[type] === 'expanded_conv' ? blockColumns.map((column) => Number(fields[column])) : [fields[type]];
      const key = [fields[resolution], ...parts].join(' ');
      const value = Number(fields[mean]);
      const known = this.#entries.get(key);
      if (!(value > 0) || (known !== undefined && known !== value)) {
        const wrong = value > 0 ? `is ${known} ms in an earlier line` : 'is a positive number';
        throw badRequest('/table', `${path} line ${i + 2}: mean_ms of ${key} ${wrong}, not ${fields[mean]}`);
      }
      this.#entries.set(key, value);
    }
  }

  predict(input: LatencyInput): LatencyEstimate {
    const parameters = blocksOf(input);
    const { resolution } = parameters;
    let latencyMs = 0;
    for (const type of fixedRows) latencyMs += this.#entry(`${resolution} ${type}`, `the row ${type}`, resolution);
    for (const block of placedBlocks(parameters)) {
      const { inHeight, inChannels, outChannels, midChannels, kernel, stride } = block;
      const values = [inHeight, inChannels, outChannels, midChannels, kernel, stride];
      const name = `a block of ${blockFields.map((field, i) => `${field} ${values[i]}`).join(', ')}`;
      latencyMs += this.#entry(`${resolution} ${values.join(' ')}`, name, resolution);
    }
    return {
      latencyMs,
      provenance: {
        predictor: this.id,
        device: this.#device,
        scale: 'lookup',
        validated: false,
        extrapolated: false,
        reasons: ['a sum of blocks measured alone: what they cost together has not been measured'],
        source: this.#path,
      },
    };
  }

  #entry(key: string, name: string, resolution: number): number {
    const value = this.#entries.get(key);
    if (value !== undefined) return value;
    throw new CogymError('notInTable', `${this.#path} has no ${name} at resolution ${resolution}`, '/parameters');
  }
}

/** The network as a list of blocks; `unsupported` for families that are none. */
function blocksOf({ family, parameters, design }: LatencyInput): MbconvParameters {
  const known = networkFamily(family);
  const complete = parameters ?? known.fromDesign(design ?? {});
  if (family === 'ofa-mobilenet-v3') return ofaMobilenetV3Blocks(complete as OfaMobilenetV3Parameters);
  if (family === mbconv.id) return complete as MbconvParameters;
  throw new CogymError(
    'unsupported',
    `lookup-table knows the families ofa-mobilenet-v3 and mbconv, not ${family}`,
    '/family',
  );
}

/** The blocks with what enters them; paddings are `same`, so that a stride divides the height, rounded up. */
function placedBlocks({ resolution, stem, mbconv: blocks }: MbconvParameters): Block[] {
  let inHeight = Math.ceil(resolution / stem.stride);
  let inChannels = stem.out;
  return blocks.map(({ kernel, mid, out, stride }) => {
    const block = { inHeight, inChannels, outChannels: out, midChannels: mid, kernel, stride };
    inHeight = Math.ceil(inHeight / stride);
    inChannels = out;
    return block;
  });
}

/** The predictor of the table at `path`, which is read once and again when it has changed. */
export const lookupTable = readOncePerChange((path) => new LookupTablePredictor(path));
