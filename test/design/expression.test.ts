import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { compileConstraint, compileExpression, compileObjective } from '../../src/design/expression.js';
import { CogymError } from '../../src/errors.js';

const names = ['latencyS', 'energyJ', 'areaMm2', 'powerW', 'sramBytes', 'clockHz', 'accuracy', 'topsPerW', 'x'];
const metrics = {
  latencyS: 0.004,
  energyJ: 0.002,
  areaMm2: 2,
  powerW: 0.5,
  sramBytes: 102400,
  clockHz: 2e9,
  accuracy: 0.9,
  topsPerW: 3,
  x: 3,
};
const value = (text: string): number => compileExpression(text, names).evaluate(metrics);

/** Refused with `badRequest` and a message that matches. */
function refused(
  text: string,
  message: RegExp,
  compile: (text: string, names: string[]) => unknown = compileExpression,
): void {
  assert.throws(
    () => compile(text, names),
    (error) => error instanceof CogymError && error.code === 'badRequest' && message.test(error.message),
    text.slice(0, 80),
  );
}

test('arithmetic follows the usual precedence', () => {
  assert.equal(value('1 + 2*3^2/2 - -1'), 11);
  assert.equal(value('-x^2'), -9);
  assert.equal(value('2^3^2'), 512);
  assert.equal(value('(1 + x)*2'), 8);
  assert.equal(
    value('min(x, 2, 7) + max(x, pow(2, 3)) + abs(-1) + sqrt(4) + exp(0) + log(e) + log2(8) + log10(100)'),
    20,
  );
  assert.equal(value('accuracy - 0.1*log10(energyJ)'), 0.9 - 0.1 * Math.log10(0.002));
  assert.equal(value('pi'), Math.PI);
  assert.deepEqual(compileExpression('latencyS*energyJ + latencyS*energyJ', names).metrics, ['energyJ', 'latencyS']);
});

test('a number with a unit counts in base units', () => {
  const cases: readonly [string, number][] = [
    ['5 ms', 0.005],
    ['2 mJ', 0.002],
    ['1.5 mm2', 1.5],
    ['1 cm2', 100],
    ['100 KiB', 102400],
    ['3 uW', 3e-6],
    ['2 GHz', 2e9],
    ['1e3 us', 1e-3],
    ['-5 ms', -0.005],
  ];
  for (const [text, expected] of cases) assert.ok(Math.abs(value(text) / expected - 1) < 1e-12, text);
});

test('constraints: side, strictness, excess', () => {
  const check = (text: string) => compileConstraint(text, names).check(metrics);
  assert.equal(check('latencyS <= 5 ms'), undefined);
  assert.equal(check('latencyS <= 0.004'), undefined);
  assert.deepEqual(check('latencyS < 4 ms'), {
    name: 'latencyS < 4 ms',
    value: 0.004,
    limit: 0.004,
    excess: Number.EPSILON,
  });
  assert.deepEqual(check(' areaMm2 <= 1 mm2'), { name: 'areaMm2 <= 1 mm2', value: 2, limit: 1, excess: 1 });
  assert.deepEqual(check('x >= 4'), { name: 'x >= 4', value: 3, limit: 4, excess: 0.25 });
  assert.deepEqual(check('4 <= x'), { name: '4 <= x', value: 3, limit: 4, excess: 0.25 });
  assert.deepEqual(check('x <= 0'), { name: 'x <= 0', value: 3, limit: 0, excess: 3 });
  assert.deepEqual(check('x <= -2'), { name: 'x <= -2', value: 3, limit: -2, excess: 2.5 });
  assert.equal(check('(x*2 > accuracy)'), undefined);
  assert.deepEqual(check('log(-x) <= 1'), { name: 'log(-x) <= 1', value: 0, limit: 0, excess: 1 });
});

test('objectives name their direction', () => {
  const { name, direction, expression } = compileObjective('minimize  latencyS*energyJ ', names);
  assert.deepEqual(
    { name, direction, metrics: expression.metrics },
    { name: 'latencyS*energyJ', direction: 'minimize', metrics: ['energyJ', 'latencyS'] },
  );
  assert.equal(compileObjective('maximise accuracy', names).direction, 'maximize');
  assert.equal(compileObjective({ name: 'accuracy', direction: 'maximize' }, names).expression.evaluate(metrics), 0.9);
  refused('accuracy', /'maximize <expression>' or 'minimize <expression>'/, compileObjective);
  refused('maximize', /maximize <expression>/, compileObjective);
});

test('unlike units are refused, weights are not', () => {
  refused('latencyS <= 5 mJ', /s and J cannot be added or compared/, compileConstraint);
  refused('2*latencyS <= 5 mJ', /s and J/, compileConstraint);
  refused('accuracy <= 5 ms', /plain number and s/, compileConstraint);
  refused('latencyS + energyJ', /s and J/);
  refused('latencyS*energyJ <= 1 mJ', /J s and J/, compileConstraint);
  assert.equal(value('latencyS + 0.5*energyJ'), 0.005);
  assert.equal(compileConstraint('energyJ/latencyS <= 1 W', names).check(metrics), undefined);
  assert.equal(compileConstraint('sqrt(areaMm2^2) <= 2 mm2', names).check(metrics), undefined);
  assert.equal(compileConstraint('1/latencyS >= 200 Hz', names).check(metrics), undefined);
  assert.equal(compileConstraint('topsPerW >= 2', names).check(metrics), undefined);
  const rates = ['bandwidthBytesPerS', 'energyDelayProductJS'];
  const rate = (text: string) => compileConstraint(text, rates).limit.evaluate({});
  assert.equal(rate('bandwidthBytesPerS >= 5 GB / (1 s)'), 5e9);
  assert.equal(rate('bandwidthBytesPerS >= 5e9'), 5e9);
  assert.equal(rate('energyDelayProductJS <= 8 mJ * 2 s'), 0.016);
  assert.throws(() => rate('bandwidthBytesPerS >= 5 GB'), /B\/s and bytes/);
});

test('what is no expression is refused with its construct and column', () => {
  refused('f(x) = x', /assignment or equality.*column 6/);
  refused('x = 3', /assignment or equality.*column 3/);
  refused('x == 3', /assignment or equality/);
  refused('import({a: 1})', /an object.*column 8/);
  refused('import(x)', /function 'import' at column 1 is not allowed; use log/);
  refused('createUnit(x)', /function 'createUnit'/);
  refused('evaluate("1")', /a string.*column 10/);
  refused("parse('1')", /a string/);
  refused('`x`', /a string/);
  refused('constructor', /unknown metric 'constructor' at column 1/);
  refused('constructor(x)', /function 'constructor'/);
  refused('x.constructor', /property access.*column 2/);
  refused('__proto__', /unknown metric '__proto__'/);
  refused('toString(x)', /function 'toString'/);
  refused('x[1]', /an index or matrix.*column 2/);
  refused('[1, 2]', /an index or matrix/);
  refused('{a: 1}', /an object/);
  refused('1; 2', /a block/);
  refused('1\n2', /a block/);
  refused('1:3', /a range/);
  refused('x ? 1 : 2', /a condition/);
  refused('x!', /a factorial/);
  refused('5%', /a percentage/);
  refused('x | 1', /bitwise/);
  refused('x mod 2', /operator 'mod' at column 3/);
  refused('x and 1', /operator 'and' at column 3/);
  refused('not x', /operator 'not' at column 1/);
  refused('5 ms to s', /operator 'to'/);
  refused('x <= 3', /comparison '<=' at column 3/);
  refused('1 < x < 3', /RelationalNode|one comparison/, compileConstraint);
  refused('(x < 3) + 1 <= 2', /may stand only at the top/, compileConstraint);
  refused('x', /must be one comparison/, compileConstraint);
  refused('1 <= 2', /compares no metric/, compileConstraint);
  refused('true', /constant true at column 1/);
  refused('Infinity', /no finite number/);
  refused('1e999', /no finite number/);
  refused('null', /no finite number/);
  refused('random()', /function 'random'/);
  refused('min()', /min at column 1 takes 1 to 16 arguments/);
  refused('log(x, 2)', /log at column 1 takes 1 arguments/);
  refused('(log)(x)', /.+/);
  refused('', /empty/);
  refused('x +', /cannot be read/);
  refused('speedS', /unknown metric 'speedS'.*latencyS/);
  refused('энергия', /column 1 is not allowed/);
  refused('😀', /column 1 is not allowed/);
});

test('prototype names are no metrics, not even when they are listed', () => {
  for (const name of ['toString', 'hasOwnProperty', 'valueOf', '__proto__', 'constructor']) {
    refused(name, /unknown metric/);
    assert.ok(Number.isNaN(compileExpression(name, [name]).evaluate({})), name);
  }
});

test('units that are none, or of another kind, are refused', () => {
  refused('5 kg', /'kg' at column 3 after a number is no unit of time/);
  refused('5 degC', /no unit of time/);
  refused('5 toString', /no unit of time/);
  refused('5 constructor', /no unit of time/);
  refused('5 __proto__', /no unit of time/);
  refused('2 latencyS', /is a metric: write \*/);
  refused('2 pi', /no unit/);
  refused('5 ms^2', /lacks an operator/);
  refused('1/2 ms', /lacks an operator/);
  refused('x ms', /lacks an operator/);
  refused('ms', /unknown metric 'ms'.*a unit stands after a number/);
});

test('long and deep input is refused at once', () => {
  const started = process.cpuUsage();
  refused(`${'('.repeat(10_000)}x${')'.repeat(10_000)}`, /at most 1000 characters/);
  refused(`${'('.repeat(400)}x${')'.repeat(400)}`, /more than 50 nested parentheses at column 51/);
  refused(`${'abs('.repeat(150)}x${')'.repeat(150)}`, /nested parentheses/);
  refused('x'.repeat(1_000_000), /at most 1000 characters, this one has 1000000/);
  assert.equal(value(`${'-'.repeat(998)}x`), 3);
  assert.ok(value(`1${'+1'.repeat(499)}`) === 500);
  assert.ok(value(`1${'^1'.repeat(499)}`) === 1);
  assert.ok(process.cpuUsage(started).user < 2e6);
});

test('a random string either compiles to numbers or is a badRequest', () => {
  const piece = fc.constantFrom(
    ...'x latencyS 5 ms ( ) + - * / ^ , < <= . [ ] { } " \' = : ; e pi log min constructor toString mod to'.split(' '),
    ' ',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      try {
        const result = compileExpression(pieces.join(''), names).evaluate(metrics);
        assert.equal(typeof result, 'number');
      } catch (error) {
        assert.ok(error instanceof CogymError && error.code === 'badRequest', String(error));
      }
    }),
    { seed: 11, numRuns: 2000 },
  );
});
