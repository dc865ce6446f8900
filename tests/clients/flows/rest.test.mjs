// The REST gateway: deploy from source, call and send by name, and what it says to bad input.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { root } from '../support/contracts.mjs';
import { post, startNode } from '../support/node.mjs';

let node;
before(async () => {
  node = await startNode();
});
after(() => node.stop());

const source = (file) => readFileSync(join(root, 'contracts', file), 'utf8');
const api = (path, body) => post(`${node.url}/api/v1${path}`, JSON.stringify(body));
async function get(path) {
  const answer = await fetch(`${node.url}/api/v1${path}`);
  return { status: answer.status, type: answer.headers.get('content-type'), value: await answer.json() };
}
function assertProblem(answer, status) {
  assert.equal(answer.status, status, JSON.stringify(answer.value));
  assert.match(answer.type, /application\/problem\+json/);
  assert.equal(answer.value.status, status);
  assert.ok(answer.value.title);
}

describe('a contract deployed over REST', () => {
  let deployed;
  before(async () => {
    deployed = await api('/contracts', { name: 'box', contract: 'SimpleStorage', source: source('simple_storage.deed') });
    assert.ok([200, 201].includes(deployed.status), JSON.stringify(deployed.value));
  });

  test('is listed with its address and ABI', async () => {
    const one = await get('/contracts/box');
    const all = await get('/contracts');

    assert.equal(one.status, 200);
    assert.equal(one.value.address, deployed.value.address);
    assert.ok(one.value.abi.some((entry) => entry.name === 'set'));
    assert.ok(JSON.stringify(all.value).includes(deployed.value.address));
  });

  test('takes arguments by position and by name', async () => {
    const byPlace = await api('/contracts/box/send/set', { args: ['41'] });
    assert.ok([200, 202].includes(byPlace.status), JSON.stringify(byPlace.value));
    assert.equal((await api('/contracts/box/call/value', {})).status, 200);

    const byName = await api('/contracts/box/send/set', { args: { newValue: 42 } });
    assert.ok([200, 202].includes(byName.status), JSON.stringify(byName.value));
    const read = await api('/contracts/box/call/value', {});
    assert.match(JSON.stringify(read.value), /"42"/);
  });

  test('answers a refusal with the decoded reason', async () => {
    const refused = await api('/contracts/box/send/set', {
      args: ['1'],
      from: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
    });

    assertProblem(refused, 422);
    assert.equal(refused.value.revert.name, 'Unauthorized');
  });

  test('has a transaction, a block and accounts to look at', async () => {
    const sent = await api('/contracts/box/send/set', { args: ['7'] });
    const hash = sent.value.transactionHash ?? sent.value.hash;

    const transaction = await get(`/txs/${hash}`);
    const block = await get('/blocks/1');
    const account = await get('/accounts/0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266');

    assert.equal(transaction.status, 200, JSON.stringify(transaction.value));
    assert.equal(block.status, 200);
    assert.equal(account.status, 200);
  });

  test('refuses arguments of a wrong count or type, and names the nearest function', async () => {
    assertProblem(await api('/contracts/box/send/set', { args: [] }), 422);
    assertProblem(await api('/contracts/box/send/set', { args: ['twelve'] }), 422);
    assertProblem(await api('/contracts/box/send/set', { args: { newValeu: 1 } }), 422);
    assertProblem(await api('/contracts/box/send/set', { args: ['-1'] }), 422);
    const unknown = await api('/contracts/box/call/vlaue', {});
    assertProblem(unknown, 404);
    assert.match(JSON.stringify(unknown.value), /value/);
  });
});

test('source that does not parse is answered with its diagnostics', async () => {
  const refused = await api('/contracts', { name: 'broken', source: 'contract Broken { pub fn }' });

  assertProblem(refused, 422);
  assert.match(JSON.stringify(refused.value), /E\d{4}/);
});

test('malformed JSON and unknown names have their status', async () => {
  assertProblem(await post(`${node.url}/api/v1/contracts`, '{"name":'), 400);
  assertProblem(await get('/contracts/nobody'), 404);
  assertProblem(await get('/nosuch'), 404);
  assertProblem(await get(`/txs/0x${'00'.repeat(32)}`), 404);
});
