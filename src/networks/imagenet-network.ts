/** Fixed ImageNet networks as families: only the input's size is free. */
import { Type } from '@sinclair/typebox';
import { DesignSpace } from '../design/design-space.js';
import { ordinal } from '../design/parameter.js';
import { defineFamily, type Family } from './family.js';
import type { Network } from './network.js';
import type { NetworkSummary } from './totals.js';

export interface ImagenetParameters {
  readonly resolution: number;
  readonly classes: number;
}

const published: ImagenetParameters = { resolution: 224, classes: 1000 };

/** Family of one published network; its space is the resolution. */
export function defineImagenetNetwork(
  id: string,
  description: string,
  build: (parameters: ImagenetParameters) => Network,
  totals?: (parameters: ImagenetParameters) => NetworkSummary,
): Family<ImagenetParameters, object> {
  return defineFamily({
    id,
    description: `${description} for ImageNet`,
    parameters: Type.Object(
      {
        resolution: Type.Optional(Type.Integer({ minimum: 32, maximum: 4096 })),
        classes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1 << 20 })),
      },
      { additionalProperties: false },
    ),
    examples: [{ name: '224', parameters: published }],
    complete: (parameters): ImagenetParameters => ({ ...published, ...parameters }),
    designSpace: () =>
      new DesignSpace([
        ordinal('resolution', [128, 160, 192, 224, 256], {
          group: 'network',
          unit: 'px',
          default: published.resolution,
        }),
      ]),
    fromDesign: (design) => ({ ...published, resolution: Number(design['resolution']) }),
    encode: ({ resolution }) => ({ resolution }),
    build,
    ...(totals && { totals }),
  });
}
