/** The framing of the machine interface: what any simulator's stream does with good and bad lines. */
import assert from 'node:assert/strict';
import { Readable, Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { answerLine, type SimulateHandler, serve } from '../../src/cli/simulate.js';
import { badRequest } from '../../src/errors.js';

const double: SimulateHandler = ({ x }) => {
  if (typeof x !== 'number') throw badRequest('/x', `x is a number, not ${JSON.stringify(x)}`);
  if (x === 13) throw new RangeError('thirteen');
  return { y: 2 * x };
};

async function stream(text: string): Promise<{ ok: boolean; answers: unknown[] }> {
  let written = '';
  const output = new Writable({
    highWaterMark: 16,
    write: (chunk, _encoding, done) => {
      written += chunk;
      setImmediate(done);
    },
  });
  const ok = await serve(double, Readable.from([text.slice(0, 7), text.slice(7)]), output);
  await new Promise((resolve) => output.end(resolve));
  return {
    ok,
    answers: written
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
}

describe('cogym simulate', () => {
  it('answers every line in order, whatever came before', async () => {
    const { ok, answers } = await stream(
      '{"id":1,"x":1}\n\n{"id":"b","x":"two"}\nnot json\n[1]\n{"id":4,"x":13}\r\n{"x":5}',
    );
    assert.equal(ok, false);
    assert.equal(answers.length, 6);
    assert.deepEqual(answers[0], { id: 1, ok: true, result: { y: 2 } });
    assert.deepEqual(answers[1], {
      id: 'b',
      ok: false,
      error: { code: 'badRequest', message: 'x is a number, not "two"', path: '/x' },
    });
    for (const index of [2, 3]) assert.equal((answers[index] as { error: { code: string } }).error.code, 'badRequest');
    assert.deepEqual(answers[4], { id: 4, ok: false, error: { code: 'internalError', message: 'thirteen' } });
    assert.deepEqual(answers[5], { id: null, ok: true, result: { y: 10 } });
  });

  it('says that all went well when it did', async () => {
    const { ok, answers } = await stream(
      Array.from({ length: 500 }, (_, id) => `{"id":${id},"x":${id + 0.5}}`).join('\n'),
    );
    assert.equal(ok, true);
    assert.deepEqual(
      answers.map((answer) => (answer as { id: number }).id),
      [...Array(500).keys()],
    );
  });

  it('takes a line only as an object', () => {
    for (const line of ['null', '3', '"x"', '{', '{"id":1', '\u0000', '[]']) {
      const { ok, text } = answerLine(line, double);
      assert.equal(ok, false, line);
      assert.equal(JSON.parse(text).error.code, 'badRequest', line);
    }
  });

  it('keeps the id of a request that is refused', () => {
    assert.equal(JSON.parse(answerLine('{"id":{"deep":[1]},"x":null}', double).text).id.deep[0], 1);
  });
});
