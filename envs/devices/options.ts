/** The options of a problem that takes any device. */
import { Type } from '@sinclair/typebox';

const description =
  'what networks run on: a device by name, or a simulator, whose hardware is then part of the design; `cogym network devices` lists both';

export const deviceOption = (name: string) => Type.String({ default: name, description });
/** Of a problem that can do without a device. */
export const optionalDevice = Type.Optional(Type.String({ description }));

const Setting = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

export const hardwareOption = Type.Record(Type.String(), Setting, {
  default: {},
  description: 'settings of the device in place of its defaults, e.g. {"pes": 256}; of a simulator: not searched',
});
