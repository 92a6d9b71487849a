import { badRequest } from '../errors.js';
import type { Design, ParameterValue } from './parameter.js';
import type { ParameterCodec } from './parameter-codec.js';
import type { SpaceTables } from './space-tables.js';

/** The bits of a double, for keys: printing one as a decimal takes ten times as long. */
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** Per parameter the index, or the bits of a real; nothing for an inactive one. @throws badRequest for an unknown value */
export function designKey({ names, codecs, active }: SpaceTables, design: Design): string {
  let key = '';
  for (let i = 0; i < codecs.length; i++) {
    if (i > 0) key += ',';
    const test = active[i];
    if (test !== undefined && !test(design)) continue;
    const codec = codecs[i] as ParameterCodec;
    const value = design[names[i] as string];
    if (codec.cardinality === Number.POSITIVE_INFINITY) {
      if (typeof value !== 'number') throw refused(codec, value);
      key += bitsOf(value);
    } else {
      const index = codec.indexOf(value);
      if (index < 0) throw refused(codec, value);
      key += index;
    }
  }
  return key;
}

/** Twelve characters from '0' to 'o', six bits each; -0 counts as 0. */
function bitsOf(value: number): string {
  double[0] = value + 0;
  const [low, high] = [words[0] as number, words[1] as number];
  return String.fromCharCode(
    48 + (high >>> 30),
    48 + ((high >>> 24) & 63),
    48 + ((high >>> 18) & 63),
    48 + ((high >>> 12) & 63),
    48 + ((high >>> 6) & 63),
    48 + (high & 63),
    48 + (low >>> 30),
    48 + ((low >>> 24) & 63),
    48 + ((low >>> 18) & 63),
    48 + ((low >>> 12) & 63),
    48 + ((low >>> 6) & 63),
    48 + (low & 63),
  );
}

function refused(codec: ParameterCodec, value: ParameterValue | undefined): Error {
  const { name } = codec.parameter;
  return badRequest(`/${name}`, `'${name}' ${codec.refusal(value)}`);
}
