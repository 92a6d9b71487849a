/** `bert-base` (Devlin et al., NAACL 2019): the encoder alone, from embedded tokens to their last hidden states. */
import { Type } from '@sinclair/typebox';
import { DesignSpace } from '../../design/design-space.js';
import { ordinal } from '../../design/parameter.js';
import { NetworkBuilder } from '../builder.js';
import { defineFamily } from '../family.js';
import { transformerBlock } from '../transformer.js';

export interface BertBaseParameters {
  readonly tokens: number;
}

const WIDTH = 768;
const DEPTH = 12;
const HEADS = 12;
const HIDDEN = 3072;

export default defineFamily({
  id: 'bert-base',
  description: 'BERT-base encoder (12 layers, width 768) on embedded tokens',
  parameters: Type.Object(
    {
      tokens: Type.Optional(Type.Integer({ minimum: 1, maximum: 1 << 16, description: 'the length of the sequence' })),
    },
    { additionalProperties: false },
  ),
  examples: [{ name: '128', parameters: { tokens: 128 } }],
  complete: ({ tokens = 128 }): BertBaseParameters => ({ tokens }),
  designSpace: () => new DesignSpace([ordinal('tokens', [64, 128, 256, 384, 512], { group: 'network', default: 128 })]),
  fromDesign: (design) => ({ tokens: Number(design['tokens']) }),
  encode: ({ tokens }) => ({ tokens }),
  build({ tokens }) {
    const network = new NetworkBuilder('bert-base', { h: 1, w: tokens, c: WIDTH, dtype: 'int8' });
    for (let block = 0; block < DEPTH; block++) {
      transformerBlock(network, { heads: HEADS, hidden: HIDDEN, act: 'gelu', norm: 'after' });
    }
    return network.build();
  },
});
