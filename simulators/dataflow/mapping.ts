/** From a template or a directive list to maps with numbers, level by level. */
import type { DataflowTemplate, Expression, OperatorMapping } from '../../hwtemplates/dataflow/schema.js';
import { badRequest, CogymError } from '../../src/errors.js';
import type { LayerShape } from './layer.js';
import type { Directive, Layer } from './types.js';

/** A map of one dimension, with numbers. */
export interface ResolvedMap {
  readonly spatial: boolean;
  /** Position of the dimension in the operator's names. */
  readonly dimension: number;
  /** Y' or X': sizes count outputs. */
  readonly primed: boolean;
  readonly size: number;
  readonly offset: number;
}

export interface ResolvedMapping {
  /** Maps of each level, outermost first. */
  readonly levels: readonly (readonly ResolvedMap[])[];
  /** Sub-units of a unit at each border between levels. */
  readonly clusters: readonly number[];
}

/** Largest number of clusters in a mapping. */
export const MAX_CLUSTERS = 4;
/** Largest tile size and offset; larger ones mean nothing, because dimensions end at 65536. */
const MAX_TILE = 2 ** 31 - 1;

/** How `template` maps `layer`, and whether it takes a gemm as a 1x1 convolution. */
export function operatorMapping(
  template: DataflowTemplate,
  layer: Layer,
): { mapping: OperatorMapping; asConvolution: boolean } {
  const { mappings } = template;
  const own = mappings[layer.op];
  if (own !== undefined) return { mapping: own, asConvolution: false };
  if (layer.op === 'gemm' && mappings.conv2d !== undefined) return { mapping: mappings.conv2d, asConvolution: true };
  const able = Object.keys(mappings).join(', ');
  throw badRequest('/template', `template ${template.name} maps ${able}, not ${layer.op}: choose another template`);
}

/**
 * The template's directives with the layer's numbers put in.
 * @param cluster size of the cluster, instead of the template's default; a mapping of one level ignores it
 */
export function expandTemplate(
  mapping: OperatorMapping,
  shape: LayerShape,
  pes: number,
  cluster: number | undefined,
): ResolvedMapping {
  const scope = symbols(shape, pes);
  if (mapping.cluster !== undefined) scope.c = cluster ?? evaluate(mapping.cluster, scope);
  if (mapping.define !== undefined) {
    for (const name in mapping.define) scope[name] = evaluate(mapping.define[name] as Expression, scope);
  }
  const builder = new MappingBuilder(shape, '/template');
  for (const directive of mapping.directives) {
    if ('cluster' in directive) builder.endLevel(evaluate(directive.cluster, scope), '/cluster');
    else {
      const { size, offset } = directive;
      const spatial = directive.map === 'spatial';
      builder.add(spatial, directive.dimension, evaluate(size, scope), evaluate(offset, scope), '/template');
    }
  }
  return builder.finish();
}

/** A directive list given in the request. */
export function readDirectives(directives: readonly Directive[], shape: LayerShape): ResolvedMapping {
  if (!Array.isArray(directives) || directives.length === 0) {
    throw badRequest('/directives', 'directives is a list of at least one map');
  }
  const builder = new MappingBuilder(shape, '/directives');
  directives.forEach((directive: Directive, index) => {
    const path = `/directives/${index}`;
    if (typeof directive !== 'object' || directive === null) throw badRequest(path, 'a directive is an object');
    if ('cluster' in directive) builder.endLevel(directive.cluster, `${path}/cluster`);
    else {
      if (directive.map !== 'spatial' && directive.map !== 'temporal') {
        throw badRequest(`${path}/map`, `map is "temporal" or "spatial", not ${JSON.stringify(directive.map)}`);
      }
      builder.add(directive.map === 'spatial', directive.dimension, directive.size, directive.offset, path);
    }
  });
  return builder.finish();
}

/** A resolved mapping written as a directive list. */
export function listOf({ levels, clusters }: ResolvedMapping, { operator }: LayerShape): Directive[] {
  return levels.flatMap((maps, level): Directive[] => {
    const border = level === 0 ? [] : [{ cluster: clusters[level - 1] as number }];
    const written = maps.map(({ spatial, dimension, primed, size, offset }) => ({
      map: spatial ? ('spatial' as const) : ('temporal' as const),
      size,
      offset,
      dimension: `${operator.names[dimension]}${primed ? "'" : ''}`,
    }));
    return [...border, ...written];
  });
}

function symbols(shape: LayerShape, pes: number): Record<string, number> {
  const { operator, extents } = shape;
  const scope: Record<string, number> = {
    OX: shape.outputWidth,
    OY: shape.outputHeight,
    strideX: shape.strideX,
    strideY: shape.strideY,
    pes,
  };
  for (let d = 0; d < extents.length; d++) scope[operator.names[d] as string] = extents[d] as number;
  return scope;
}

function evaluate(expression: Expression, scope: Readonly<Record<string, number>>): number {
  if (typeof expression === 'number') return expression;
  if (typeof expression === 'string') {
    const value = scope[expression];
    if (typeof value === 'number') return value;
    const known = Object.keys(scope).join(', ');
    throw badRequest('/template', `template names an unknown symbol ${expression}; this layer has ${known}`);
  }
  if ('add' in expression) {
    let sum = 0;
    for (const term of expression.add) sum += evaluate(term, scope);
    return sum;
  }
  if ('mul' in expression) {
    let product = 1;
    for (const factor of expression.mul) product *= evaluate(factor, scope);
    return product;
  }
  let least = Number.POSITIVE_INFINITY;
  for (const term of expression.min) least = Math.min(least, evaluate(term, scope));
  return least;
}

/** Collects maps into levels and refuses what no level may hold. */
class MappingBuilder {
  readonly #shape: LayerShape;
  readonly #path: string;
  readonly #levels: ResolvedMap[][] = [];
  readonly #clusters: number[] = [];
  #maps: ResolvedMap[] = [];
  #used = 0;
  #spatial = false;

  constructor(shape: LayerShape, path: string) {
    this.#shape = shape;
    this.#path = path;
  }

  add(spatial: boolean, name: string, size: number, offset: number, path: string): void {
    const { operator } = this.#shape;
    const primed = name === "Y'" || name === "X'";
    const dimension = operator.names.indexOf(primed ? (name[0] as string) : name);
    if (dimension < 0) {
      const primes = operator.y < 0 ? '' : " Y' X'";
      const names = `${operator.names.join(' ')}${primes}`;
      throw badRequest(`${path}/dimension`, `${JSON.stringify(name)} is no dimension of this layer; it has ${names}`);
    }
    if ((this.#used & (1 << dimension)) !== 0) {
      const base = operator.names[dimension];
      throw new CogymError('duplicateDimension', `a level maps dimension ${base} twice; give each one map`, path);
    }
    checkTile(size, `${path}/size`);
    checkTile(offset, `${path}/offset`);
    this.#used |= 1 << dimension;
    this.#spatial ||= spatial;
    this.#maps.push({ spatial, dimension, primed, size, offset });
  }

  endLevel(cluster: number, path: string): void {
    if (!Number.isInteger(cluster) || cluster < 1 || cluster > 65536) {
      throw badRequest(path, `a cluster is an integer from 1 to 65536, not ${String(cluster)}`);
    }
    if (this.#clusters.length === MAX_CLUSTERS) {
      throw badRequest(path, `a mapping has at most ${MAX_CLUSTERS} clusters`);
    }
    this.#closeLevel();
    this.#clusters.push(cluster);
  }

  finish(): ResolvedMapping {
    this.#closeLevel();
    return { levels: this.#levels, clusters: this.#clusters };
  }

  #closeLevel(): void {
    if (!this.#spatial) {
      const level = this.#levels.length + 1;
      const message = `level ${level} of the mapping has no spatial map: each level needs at least one of its own`;
      throw new CogymError('noSpatialMap', message, this.#path);
    }
    this.#checkPrimes();
    this.#levels.push(this.#maps);
    this.#maps = [];
    this.#used = 0;
    this.#spatial = false;
  }

  /** Y' needs R in its own level to become Y, and X' needs S. */
  #checkPrimes(): void {
    const { operator } = this.#shape;
    for (const { primed, dimension } of this.#maps) {
      if (!primed) continue;
      const kernel = dimension === operator.y ? operator.r : operator.s;
      if ((this.#used & (1 << kernel)) !== 0) continue;
      const [name, partner] = [operator.names[dimension], operator.names[kernel]];
      throw badRequest(this.#path, `a level that maps ${name}' must map ${partner} too`);
    }
  }
}

function checkTile(value: number, path: string): void {
  if (!Number.isInteger(value) || value < 1 || value > MAX_TILE) {
    throw badRequest(path, `sizes and offsets are integers from 1 to ${MAX_TILE}, not ${String(value)}`);
  }
}
