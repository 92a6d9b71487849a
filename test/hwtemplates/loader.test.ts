import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadTemplate, templateNames, validateTemplate } from '../../hwtemplates/index.js';

describe('template loader', () => {
  it('finds templates by reading the folder', () => {
    assert.deepEqual(templateNames('dataflow'), ['dla', 'gemm', 'rs', 'shi']);
    assert.deepEqual(templateNames('dataflow/costs'), ['maestro-2019', 'maestro-2021']);
  });

  it('reads a file once and freezes it', () => {
    const dla = loadTemplate('dataflow', 'dla');
    assert.equal(loadTemplate('dataflow', 'dla'), dla);
    assert.throws(() => {
      (dla as { name: string }).name = 'mine';
    }, TypeError);
  });

  it('lists the known names when one is unknown', () => {
    for (const name of ['eyeriss', '../loader', 'costs', '', 'dla.json', '__proto__']) {
      assert.throws(() => loadTemplate('dataflow', name), { code: 'unknownTemplate', message: /dla, gemm, rs, shi/ });
    }
  });

  it('refuses data that break the schema, with the pointer of the field', () => {
    const good = JSON.parse(JSON.stringify(loadTemplate('dataflow', 'dla')));
    assert.equal(validateTemplate('dataflow', good), good);
    const broken: readonly (readonly [object, RegExp])[] = [
      [{ ...good, source: '' }, /\/source/],
      [{ ...good, pes: 64 }, /additional properties/],
      [{ ...good, mappings: {} }, /\/mappings/],
      [{ ...good, mappings: { gemm: { directives: [] } } }, /\/mappings\/gemm\/directives/],
      [
        { ...good, mappings: { gemm: { directives: [{ cluster: { sub: [1, 2] } }] } } },
        /\/mappings\/gemm\/directives\/0/,
      ],
      [{ ...good, mappings: { gemm: { directives: [{ cluster: 1.5 }] } } }, /\/mappings\/gemm\/directives\/0/],
    ];
    for (const [data, message] of broken) {
      assert.throws(() => validateTemplate('dataflow', data), { code: 'invalidTemplate', message });
    }
  });
});
