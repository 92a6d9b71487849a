/** `vit-b-16` (Dosovitskiy et al., ICLR 2021, table 1: ViT-Base with patches of 16x16). */
import { defineVisionTransformer } from '../vision-transformer.js';

export default defineVisionTransformer('vit-b-16', 'ViT-B/16', { patch: 16, width: 768, depth: 12, heads: 12 });
