import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { unreadable } from '../src/errors.js';

test('a file that cannot be read: the error says what to do', () => {
  const messageOf = (file: string): string => {
    try {
      readFileSync(file);
      return 'read';
    } catch (error) {
      return unreadable(file, error);
    }
  };
  assert.equal(
    messageOf('no/such.json'),
    'cannot read no/such.json: it does not exist; check the path and the folder you are in',
  );
  assert.equal(messageOf('src'), 'cannot read src: it is a folder; name a file');
  assert.match(messageOf('package.json/x'), /^cannot read package\.json\/x: ENOTDIR/);
});
