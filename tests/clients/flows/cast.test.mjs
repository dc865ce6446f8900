// Foundry's cast, as people type it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { compileDeed, compileSolidity } from '../support/contracts.mjs';
import { devKeys, startNode } from '../support/node.mjs';

const require = createRequire(import.meta.url);
const cast = require.resolve(`@foundry-rs/cast-${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}/bin/cast`);
const owner = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';
let node;
before(async () => {
  node = await startNode();
});
after(() => node.stop());

/** Runs cast on the node; resolves with its exit code and what it printed. */
function run(command, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(cast, [command, '--rpc-url', node.url, ...args], { env: { ...process.env, FOUNDRY_DISABLE_NIGHTLY_WARNING: '1' } });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out: out.trim(), err }));
  });
}

/** As above for a command that must succeed; resolves with its output. */
async function ask(...args) {
  const { code, out, err } = await run(...args);
  assert.equal(code, 0, `cast ${args.join(' ')}:\n${out}${err}`);
  return out;
}
const send = async (...args) => JSON.parse(await ask('send', '--json', '--private-key', devKeys[0], ...args));

test('cast asks what everybody asks', async () => {
  assert.equal(await ask('chain-id'), '31337');
  assert.match(await ask('block-number'), /^\d+$/);
  assert.equal(await ask('balance', owner, '--ether'), '10000.000000000000000000');
  assert.match(await ask('client'), /deed/);
  assert.match(await ask('gas-price'), /^\d+$/);
  assert.match(await ask('base-fee'), /^\d+$/);
  assert.equal(JSON.parse(await ask('block', 'latest', '--json')).number, '0x0');
});

test('cast sends ether and finds it again', async () => {
  const receiver = '0x00000000000000000000000000000000000000bb';
  const receipt = await send(receiver, '--value', '1ether');

  assert.equal(receipt.status, '0x1');
  assert.equal(await ask('balance', receiver, '--ether'), '1.000000000000000000');
  assert.equal(await ask('nonce', owner), '1');
  assert.equal(JSON.parse(await ask('tx', receipt.transactionHash, '--json')).to, receiver);
  assert.equal(JSON.parse(await ask('receipt', receipt.transactionHash, '--json')).blockNumber, receipt.blockNumber);
});

test('cast sends blobs, with proofs of either kind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'deed-blob-'));
  const path = join(folder, 'blob');
  writeFileSync(path, 'what somebody else is to keep');
  for (const form of [[], ['--eip4844']]) {
    const receipt = await send('--blob', ...form, '--path', path, '0x00000000000000000000000000000000000000bb');
    assert.equal(receipt.status, '0x1');
    assert.equal(receipt.type, '0x3');
    assert.equal(receipt.blobGasUsed, '0x20000');
  }
  rmSync(folder, { recursive: true });
});

const sources = {
  'contracts/simple_storage.deed': () => compileDeed('simple_storage.deed', 'SimpleStorage'),
  'SimpleStorage.sol': () => compileSolidity('SimpleStorage.sol', 'SimpleStorage'),
};
for (const [source, compile] of Object.entries(sources)) {
  describe(`cast with ${source}`, () => {
    let address;
    before(async () => {
      const { bytecode } = await compile();
      address = (await send('--create', bytecode)).contractAddress;
    });

    test('writes and reads', async () => {
      await send(address, 'set(uint256)', '42');

      assert.equal(await ask('call', address, 'value()(uint256)'), '42');
      assert.equal(await ask('call', address, 'owner()(address)'), owner);
      assert.match(await ask('code', address), /^0x60|^0x5f|^0x/);
    });

    test('writes as a legacy transaction and with an access list', async () => {
      const legacy = await send(address, 'set(uint256)', '1', '--legacy');
      const listed = await send(address, 'set(uint256)', '2', '--access-list', JSON.stringify([{ address, storageKeys: [] }]));

      assert.equal(legacy.type, '0x0');
      assert.equal(listed.status, '0x1');
      assert.match(await ask('access-list', address, 'set(uint256)', '3', '--from', owner), /gas used/i);
    });

    test('finds the event', async () => {
      await send(address, 'set(uint256)', '7');
      const logs = JSON.parse(
        await ask('logs', '--from-block', '0', '--address', address, 'Changed(address indexed,uint256)', '--json'));

      assert.equal(BigInt(logs.at(-1).data), 7n);
    });

    test('is told why a call is refused', async () => {
      const refused = await run('call', address, 'set(uint256)', '1', '--from', '0x70997970C51812dc3A010C7d01b50e0d17dc79C8');

      assert.notEqual(refused.code, 0);
      assert.match(refused.err, /execution reverted/);
      assert.match(refused.err, /8e4a23d6|Unauthorized/);
    });

    test('estimates, proves and reads storage', async () => {
      assert.match(await ask('estimate', address, 'set(uint256)', '9', '--from', owner), /^\d+$/);
      assert.equal(JSON.parse(await ask('proof', address, '0x0')).address.toLowerCase(), address.toLowerCase());
      assert.match(await ask('storage', address, '0'), /^0x[0-9a-f]{64}$/);
    });
  });
}
