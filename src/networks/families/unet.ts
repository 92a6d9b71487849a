/** `unet` (Ronneberger et al., MICCAI 2015): encoder and decoder of equal height for 128x128 segmentation. */
import { Type } from '@sinclair/typebox';
import { DesignSpace } from '../../design/design-space.js';
import { ordinal, type Parameter } from '../../design/parameter.js';
import { NetworkBuilder } from '../builder.js';
import { defineFamily } from '../family.js';
import type { Network } from '../network.js';

const RESOLUTION = 128;
const TALLEST = 5;
const filtersOfFirstLevel = [4, 8, 16];

export interface UnetParameters {
  /** Channels of each level, from the full resolution down. */
  readonly filters: readonly number[];
}

function build({ filters }: UnetParameters): Network {
  const network = new NetworkBuilder('unet', { h: RESOLUTION, w: RESOLUTION, c: 3, dtype: 'int8' });
  const twoConvolutions = (out: number): number => {
    for (let i = 0; i < 2; i++) network.conv({ out, kernel: 3, act: 'relu', norm: 'batch' });
    return network.last;
  };
  const skips: number[] = [];
  for (const [level, channels] of filters.entries()) {
    if (level > 0) network.maxpool({ kernel: 2, stride: 2, padding: 'valid' });
    skips.push(twoConvolutions(channels));
  }
  for (let level = filters.length - 2; level >= 0; level--) {
    const upsampled = network.upsample(2);
    network.concat([skips[level] as number, upsampled]);
    twoConvolutions(filters[level] as number);
  }
  network.conv({ out: 1, kernel: 1, act: 'sigmoid', role: 'head' });
  return network.build();
}

export default defineFamily({
  id: 'unet',
  description: 'U-Net for 128x128 segmentation by height and filters of each level',
  parameters: Type.Object(
    {
      filters: Type.Array(Type.Integer({ minimum: 1, maximum: 1 << 16 }), {
        minItems: 1,
        maxItems: TALLEST,
        description: `the channels of 1 to ${TALLEST} levels`,
      }),
    },
    { additionalProperties: false },
  ),
  examples: [
    { name: 'smallest', parameters: { filters: [4] } },
    { name: 'middle', parameters: { filters: [8, 16, 32] } },
    { name: 'largest', parameters: { filters: [16, 32, 64, 128, 256] } },
  ],
  complete: ({ filters }): UnetParameters => ({ filters }),
  designSpace() {
    const group = { group: 'network' };
    const parameters: Parameter[] = [
      ordinal(
        'height',
        Array.from({ length: TALLEST }, (_, i) => i + 1),
        group,
      ),
    ];
    for (let level = 1; level <= TALLEST; level++) {
      const values = filtersOfFirstLevel.map((filters) => filters * 2 ** (level - 1));
      const activeWhen = { parameter: 'height', atLeast: level };
      parameters.push(ordinal(`level${level}.filters`, values, { ...group, ...(level > 1 && { activeWhen }) }));
    }
    return new DesignSpace(parameters);
  },
  fromDesign: (design) => ({
    filters: Array.from({ length: Number(design['height']) }, (_, l) => Number(design[`level${l + 1}.filters`])),
  }),
  encode: ({ filters }) => ({
    height: filters.length,
    ...Object.fromEntries(
      Array.from({ length: TALLEST }, (_, l) => [`level${l + 1}.filters`, filters[l] ?? inactiveFilters(l)]),
    ),
  }),
  build,
});

/** Value of a level above the height: the middle one, as the design space has it. */
const inactiveFilters = (level: number): number => (filtersOfFirstLevel[1] as number) * 2 ** level;
