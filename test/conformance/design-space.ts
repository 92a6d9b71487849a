/**
 * What every design space must do, whatever its parameters, conditions and mask. Run it on a space of your own:
 *
 * ```ts
 * import { designSpaceConformance } from 'codesign-gym/testing';
 * designSpaceConformance('my space', () => mySpace, myMask);
 * ```
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ajv } from 'ajv';
import type { DesignSpace } from '../../src/design/design-space.js';
import type { Mask } from '../../src/design/mask.js';
import type { Design, ParameterValue } from '../../src/design/parameter.js';
import { perParameter } from '../../src/design/partition.js';
import type { Space } from '../../src/spaces/index.js';
import { RandomStream } from '../../src/stats/random.js';

const SAMPLES = 30;
/** Spaces up to this size are enumerated. */
const MAX_ENUMERATED = 3000n;

/** Registers the tests with node:test. `makeSpace` is called when the first of them runs. */
export function designSpaceConformance(name: string, makeSpace: () => DesignSpace, mask?: Mask): void {
  let made: DesignSpace | undefined;
  const theSpace = (): DesignSpace => {
    made ??= makeSpace();
    return made;
  };
  const samples = (stream: string): Design[] => {
    const random = RandomStream.from(1, stream);
    return Array.from({ length: SAMPLES }, () => theSpace().sample(random, mask));
  };
  const checkSound = (design: Design): void => {
    const space = theSpace();
    assert.deepEqual(space.validate(design), design);
    assert.deepEqual(Object.keys(design), space.names, 'the parameters are not in order');
    assert.deepEqual(space.canonical(design), design, 'an inactive parameter is not at its default');
    if (mask !== undefined) checkAllowed(space, design, mask);
  };

  describe(`design space ${name}`, () => {
    it('has a default design', () => {
      const space = theSpace();
      const design = space.defaultDesign();
      assert.deepEqual(space.canonical(space.validate(design)), design);
      checkSound(space.repair(design, mask));
    });

    it('samples canonical, allowed designs; the stream alone decides', () => {
      const designs = samples('sample');
      designs.forEach(checkSound);
      assert.deepEqual(samples('sample'), designs);
    });

    it('comes back exactly from every encoding', () => {
      const space = theSpace();
      const partitions = [space.groups(), perParameter(space.parameters), { all: space.names }];
      for (const design of samples('encodings')) {
        const same = (decoded: Design, encoding: string) => assert.deepEqual(decoded, design, encoding);
        same(space.fromUnit(space.toUnit(design)), 'unit');
        same(space.fromBox(space.toBox(design)), 'box');
        same(space.fromOneHot(space.toOneHot(design)), 'one-hot');
        same(space.fromDict(space.toDict(design)), 'dict');
        for (const partition of partitions) same(space.fromTuple(space.toTuple(design, partition), partition), 'tuple');
        same(JSON.parse(JSON.stringify(design)), 'JSON');
        if (isDiscrete(space)) same(space.fromIndices(space.toIndices(design)), 'indices');
      }
    });

    it('has encodings that belong to the Gymnasium spaces, whose samples are designs', () => {
      const space = theSpace();
      const [design = space.defaultDesign()] = samples('views');
      function check<T>(gym: Space<T>, encode: (design: Design) => T, decode: (value: T) => Design): void {
        assert.equal(gym.explain(encode(design)), undefined);
        gym.seed(1);
        for (let k = 0; k < 20; k++) {
          const decoded = decode(gym.sample());
          assert.deepEqual(space.canonical(space.validate(decoded)), decoded);
        }
      }
      check(
        space.boxSpace(),
        (d) => space.toBox(d),
        (value) => space.fromBox(value),
      );
      check(
        space.dictSpace(),
        (d) => space.toDict(d),
        (value) => space.fromDict(value),
      );
      if (isDiscrete(space)) {
        check(
          space.multiDiscreteSpace(),
          (d) => space.toIndices(d),
          (value) => space.fromIndices(value),
        );
      }
    });

    it('reaches every value of every parameter through the unit view', () => {
      const space = theSpace();
      for (let i = 0; i < space.dimension; i++) {
        const n = Math.min(space.cardinality(i), 2000);
        for (let k = 0; k < n && Number.isFinite(space.cardinality(i)); k++) {
          const value = space.valueAt(i, k);
          assert.equal(space.indexOfValue(i, value), k);
          assert.equal(space.valueAtUnit(i, space.unitOfValue(i, value)), value);
        }
        assert.equal(space.unitOfValue(i, space.valueAtUnit(i, 0)) < 1, true);
      }
    });

    it('gives equal keys to equal designs only', () => {
      const space = theSpace();
      const byKey = new Map<string, string>();
      for (const design of samples('keys')) {
        const text = JSON.stringify(space.canonical(design));
        assert.equal(byKey.get(space.key(design)) ?? text, text);
        byKey.set(space.key(design), text);
      }
      assert.equal(new Set(byKey.values()).size, byKey.size);
    });

    it('mutates to another allowed design, if there is one', () => {
      const space = theSpace();
      const random = RandomStream.from(2, 'mutate');
      for (const design of samples('mutate')) {
        for (const probability of [undefined, 0, 1]) {
          const child = space.mutate(design, random, {
            ...(mask && { mask }),
            ...(probability !== undefined && { probability }),
          });
          checkSound(child);
          if (space.key(child) === space.key(design))
            assert.equal(onlyDesign(space, design, mask), true, 'the child equals its parent');
        }
      }
    });

    it('crosses over to allowed designs; two equal parents give their like', () => {
      const space = theSpace();
      const random = RandomStream.from(3, 'crossover');
      const designs = samples('crossover');
      designs.forEach((a, k) => {
        const b = designs[(k + 1) % designs.length] as Design;
        checkSound(space.crossover(a, b, random, mask && { mask }));
        assert.deepEqual(space.crossover(a, a, random, mask && { mask }), a);
        if (mask === undefined) assert.deepEqual(space.crossover(a, b, random, { probability: 0 }), a);
      });
    });

    it('has allowed neighbours, each another design and none twice', () => {
      const space = theSpace();
      for (const design of samples('neighbours').slice(0, 15)) {
        const found = space.neighbours(design, mask);
        found.forEach(checkSound);
        const keys = new Set([space.key(design), ...found.map((neighbour) => space.key(neighbour))]);
        assert.equal(keys.size, found.length + 1);
      }
    });

    it('spreads Sobol points and Latin hypercubes over allowed designs', () => {
      const space = theSpace();
      space.latinHypercube(8, RandomStream.from(4, 'lhs'), mask).forEach(checkSound);
      if (space.dimension <= 161) space.sobol(8, 5, mask && { mask }).forEach(checkSound);
    });

    it('describes its designs by a JSON schema', () => {
      const space = theSpace();
      const check = new Ajv().compile(space.jsonSchema());
      for (const design of samples('schema')) assert.equal(check(design), true, JSON.stringify(check.errors));
      assert.equal(check({ ...space.defaultDesign(), 'no such parameter': 1 }), false);
    });

    it('refuses unknown, missing and wrong values by name', () => {
      const space = theSpace();
      const design = space.defaultDesign();
      const [first = ''] = space.names;
      assert.throws(() => space.validate({ ...design, [`${first}x`]: 1 }), { code: 'badRequest', message: /nearest/ });
      assert.throws(() => space.validate({ ...design, [first]: Number.NaN }), { code: 'badRequest' });
      const { [first]: _, ...rest } = design;
      assert.throws(() => space.validate(rest), { code: 'badRequest', message: /missing/ });
    });

    it('splits into subspaces whose designs make whole designs', () => {
      const space = theSpace();
      for (const fixed of samples('subspaces').slice(0, 5)) {
        for (const names of Object.values(space.groups())) {
          const part = space.subspace(names, fixed);
          const own = Object.fromEntries(part.names.map((name) => [name, fixed[name] as ParameterValue]));
          assert.deepEqual(part.canonical(part.validate(own)), own);
          space.validate({ ...fixed, ...part.sample(RandomStream.from(6, 'part')) });
        }
      }
    });

    it('counts its designs', () => {
      const space = theSpace();
      const size = space.size();
      if (size === undefined) return;
      assert.ok(size >= 1n);
      if (size <= MAX_ENUMERATED) assert.equal(BigInt(enumerate(space).length), size);
    });
  });
}

/** All canonical designs of a small discrete space, in lexicographic order. */
export function enumerate(space: DesignSpace, mask?: Mask): Design[] {
  const found: Design[] = [];
  const extend = (partial: Record<string, ParameterValue>, i: number): void => {
    if (i === space.dimension) {
      found.push({ ...partial });
      return;
    }
    const name = space.names[i] as string;
    if (!space.isActive(partial, i)) {
      extend({ ...partial, [name]: space.defaultValue(i) }, i + 1);
      return;
    }
    const allowed = mask && space.allowedValues(i, partial, mask);
    for (let k = 0; k < space.cardinality(i); k++) {
      if (allowed === undefined || allowed[k] !== 0) extend({ ...partial, [name]: space.valueAt(i, k) }, i + 1);
    }
  };
  extend({}, 0);
  return found;
}

const isDiscrete = (space: DesignSpace): boolean => space.names.every((_, i) => Number.isFinite(space.cardinality(i)));

function checkAllowed(space: DesignSpace, design: Design, mask: Mask): void {
  const prefix: Record<string, ParameterValue> = {};
  space.names.forEach((name, i) => {
    const value = design[name] as ParameterValue;
    if (space.isActive(prefix, i)) {
      const allowed = space.allowedValues(i, prefix, mask);
      assert.ok(allowed === undefined || allowed[space.indexOfValue(i, value)] === 1, `${name} = ${value} is masked`);
    }
    prefix[name] = value;
  });
}

/** Whether no active parameter of `design` has another allowed value. */
function onlyDesign(space: DesignSpace, design: Design, mask: Mask | undefined): boolean {
  const prefix: Record<string, ParameterValue> = {};
  return space.names.every((name, i) => {
    const active = space.isActive(prefix, i);
    const allowed = mask && active ? space.allowedValues(i, prefix, mask) : undefined;
    prefix[name] = design[name] as ParameterValue;
    const choices =
      allowed === undefined ? space.cardinality(i) : allowed.reduce((sum, bit) => sum + (bit === 0 ? 0 : 1), 0);
    return !active || choices === 1;
  });
}
