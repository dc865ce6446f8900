// Hardhat 2 in a project of its own, with a node of ours as its network.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startNode } from '../support/node.mjs';

const clients = join(dirname(fileURLToPath(import.meta.url)), '..');
let node;
let project;
before(async () => {
  node = await startNode();
  project = mkdtempSync(join(tmpdir(), 'deed-hardhat-'));
  cpSync(join(clients, 'hardhat'), project, { recursive: true });
  mkdirSync(join(project, 'contracts'));
  cpSync(join(clients, 'solidity', 'SimpleStorage.sol'), join(project, 'contracts', 'SimpleStorage.sol'));
  symlinkSync(join(clients, 'node_modules'), join(project, 'node_modules'));
});
after(async () => {
  rmSync(project, { recursive: true, force: true });
  await node.stop();
});

/** Runs Hardhat in the project; resolves with its exit code and words. */
function hardhat(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(project, 'node_modules', 'hardhat', 'internal', 'cli', 'bootstrap.js'), ...args], {
      cwd: project,
      env: { ...process.env, DEED_URL: node.url, HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true', CI: '1', HOME: project },
    });
    let words = '';
    child.stdout.on('data', (chunk) => (words += chunk));
    child.stderr.on('data', (chunk) => (words += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, words }));
  });
}

test('a project of Hardhat 2 compiles and passes its tests on the node', async () => {
  const { code, words } = await hardhat('test', '--network', 'deed', 'test/flow.cjs');

  assert.equal(code, 0, words);
  assert.match(words, /10 passing/);
  assert.doesNotMatch(words, /failing/);
});
