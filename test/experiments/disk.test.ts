import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { CogymError } from '../../src/errors.js';
import { makeFolder } from '../../src/experiments/disk.js';

describe('makeFolder', () => {
  it('makes every folder of the path, and is content with one that is there', () => {
    const root = mkdtempSync(join(tmpdir(), 'cogym-disk-'));
    try {
      const folder = join(root, 'a', 'b', 'c');
      makeFolder(folder);
      makeFolder(folder);
      assert.ok(existsSync(folder));
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it('gives up with advice below a file, and where the system makes no folders', { timeout: 10_000 }, () => {
    const root = mkdtempSync(join(tmpdir(), 'cogym-disk-'));
    try {
      writeFileSync(join(root, 'file'), '');
      const places = [join(root, 'file', 'folder'), ...(existsSync('/proc/self') ? ['/proc/cogym/runs'] : [])];
      for (const place of places) {
        assert.throws(
          () => makeFolder(place),
          (error: unknown) =>
            error instanceof CogymError && error.code === 'writeFailed' && /choose another/.test(error.message),
        );
      }
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
