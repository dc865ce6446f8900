// A node as its operator meets it: restart, a port in use, a directory of another chain, keys and the command line.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Wallet } from 'ethers';
import { root } from '../support/contracts.mjs';
import { deed, rpc, startNode } from '../support/node.mjs';

let directory;
before(() => {
  directory = mkdtempSync(join(tmpdir(), 'deed-operations-'));
});
after(() => rmSync(directory, { recursive: true, force: true }));

const port = (url) => new URL(url).port;

test('a node that is started again goes on where it stopped', async () => {
  const data = join(directory, 'again');
  const to = Wallet.createRandom().address;
  const first = await startNode({ directory: data });
  const [from] = await rpc(first.url, 'eth_accounts');
  const hash = await rpc(first.url, 'eth_sendTransaction', [{ from, to, value: '0x9' }]);
  const before = await rpc(first.url, 'eth_getBlockByNumber', ['latest', false]);
  assert.equal((await first.stop()).code, 0);

  const second = await startNode({ directory: data });

  assert.deepEqual(await rpc(second.url, 'eth_getBlockByNumber', ['latest', false]), before);
  assert.equal(await rpc(second.url, 'eth_getBalance', [to, 'latest']), '0x9');
  assert.equal((await rpc(second.url, 'eth_getTransactionReceipt', [hash])).status, '0x1');
  await second.stop();
  const verified = await deed(['chain', 'verify', '--data', data]);
  assert.equal(verified.code, 0, verified.out + verified.err);
});

test('a port in use is named, and the exit code is 3', async () => {
  const node = await startNode();

  const second = await deed(['node', '--dev', '--data', join(directory, 'port'), '--http.port', port(node.url)]);

  assert.equal(second.code, 3);
  assert.match(second.err, new RegExp(port(node.url)));
  await node.stop();
});

test('a directory that another node holds is refused', async () => {
  const data = join(directory, 'held');
  const node = await startNode({ directory: data });

  const second = await deed(['node', '--dev', '--data', data, '--http.port', '0']);

  assert.equal(second.code, 3, second.out + second.err);
  await node.stop();
});

test('a directory of another chain is refused, and left as it was', async () => {
  const data = join(directory, 'other');
  const node = await startNode({ directory: data });
  const genesis = await rpc(node.url, 'eth_getBlockByNumber', ['0x0', false]);
  await node.stop();
  const file = join(directory, 'genesis.json');
  const forks = { shanghaiTime: 0, cancunTime: 0, pragueTime: 0 };
  writeFileSync(file, JSON.stringify({ config: { chainId: 7, londonBlock: 0, ...forks }, gasLimit: '0x1c9c380', alloc: {} }));

  const other = await deed(['node', '--genesis', file, '--block-time', '1', '--data', data, '--http.port', '0']);

  assert.equal(other.code, 3, other.out + other.err);
  assert.match(other.err, /another chain/);
  const again = await startNode({ directory: data });
  assert.equal((await rpc(again.url, 'eth_getBlockByNumber', ['0x0', false])).hash, genesis.hash);
  await again.stop();
});

test('a contract goes through the command line: deploy, send, call', async () => {
  const node = await startNode();
  const options = ['--rpc', node.url, '--deployments', join(directory, 'deployments.json')];
  const file = join(root, 'contracts', 'simple_storage.deed');

  const deployed = await deed(['deploy', file, '--dev-account', '0', ...options]);
  assert.equal(deployed.code, 0, deployed.err);
  const sent = await deed(['send', 'SimpleStorage', 'set', '42', '--dev-account', '0', '--json', ...options]);
  assert.equal(sent.code, 0, sent.out);
  const called = await deed(['call', 'SimpleStorage', 'value', ...options]);
  const refused = await deed(['send', 'SimpleStorage', 'set', '1', '--dev-account', '1', '--json', ...options]);
  const misspelt = await deed(['call', 'SimpleStorage', 'vlaue', ...options]);

  assert.equal(JSON.parse(sent.out).events[0].args.value, '42');
  assert.equal(called.out.trim(), '42');
  assert.equal(refused.code, 1);
  assert.equal(JSON.parse(refused.out).revert.name, 'Unauthorized');
  assert.equal(misspelt.code, 2);
  assert.match(misspelt.err, /did you mean value\?/);
  await node.stop();
});

test('a key that deed made opens in ethers, and one that ethers made sends through deed', async () => {
  const keystore = join(directory, 'keystore');
  const password = join(directory, 'password');
  writeFileSync(password, 'correct horse\n');
  const made = await deed(['key', 'new', '--keystore', keystore, '--password-file', password, '--json']);
  const { address, path } = JSON.parse(made.out);

  const opened = await Wallet.fromEncryptedJson(readFileSync(path, 'utf8'), 'correct horse');

  assert.equal(opened.address, address);
  const foreign = Wallet.createRandom();
  writeFileSync(join(keystore, 'foreign.json'), await foreign.encrypt('correct horse', undefined));
  const listed = await deed(['key', 'list', '--keystore', keystore, '--json']);
  assert.equal(readdirSync(keystore).length, 2);
  assert.ok(JSON.parse(listed.out).some((key) => key.address === foreign.address));
});
