import { IntegerCodec } from './integer-codec.js';
import type { Parameter } from './parameter.js';
import type { ParameterCodec } from './parameter-codec.js';
import { RealCodec } from './real-codec.js';
import { TableCodec } from './table-codec.js';

/** The codec of a parameter that `checkParameter` has accepted. */
export function makeCodec(parameter: Parameter): ParameterCodec {
  switch (parameter.type) {
    case 'real':
      return new RealCodec(parameter);
    case 'integer':
      return new IntegerCodec(parameter);
    default:
      return new TableCodec(parameter);
  }
}
