/** `deit-t` (Touvron et al., ICML 2021, table 1: DeiT-Ti without the distillation token). */
import { defineVisionTransformer } from '../vision-transformer.js';

export default defineVisionTransformer('deit-t', 'DeiT-Ti', { patch: 16, width: 192, depth: 12, heads: 3 });
