// Puts a Deed contract and its Solidity twin through the same steps; all that can be seen of them from outside is compared.
import assert from 'node:assert/strict';
import { ContractFactory, JsonRpcProvider, NonceManager, Wallet } from 'ethers';
import { devKeys, startNode } from './node.mjs';

/** A node of its own, with the people of the development chain. */
export async function openStage() {
  const node = await startNode();
  const provider = new JsonRpcProvider(node.url, undefined, { staticNetwork: true, cacheTimeout: -1 });
  const people = devKeys.map((key) => new NonceManager(new Wallet(key, provider)));
  const addresses = await Promise.all(people.map((person) => person.getAddress()));
  return {
    people,
    addresses,
    close: async () => {
      provider.destroy();
      await node.stop();
    },
  };
}

/** A new contract, made by the first of the people; `abi`, when given, is all that is known of it. */
export async function create(stage, artifact, args, abi = artifact.abi) {
  const made = await new ContractFactory(artifact.abi, artifact.bytecode, stage.people[0]).deploy(...args);
  const receipt = await made.deploymentTransaction().wait();
  const address = await made.getAddress();
  return { contract: new made.constructor(address, abi, stage.people[0]), address, receipt };
}

/** Logs and results, with names for the addresses that differ between twins. */
function named(value, names) {
  let text = JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? part.toString() : part)).toLowerCase();
  for (const [name, address] of Object.entries(names))
    text = text.replaceAll(address.slice(2).toLowerCase(), name.padStart(40, '.'));
  return JSON.parse(text);
}

/** What each contract has logged, in its order; which of two contracts logged first may differ. */
function seen(logs, self) {
  const one = ({ address, topics, data }) => ({ address, topics, data });
  return {
    own: logs.filter((log) => log.address === self).map(one),
    others: logs.filter((log) => log.address !== self).map(one),
  };
}

/** What one step does: refused, or its result and its logs. A number stands for the person with that number. */
async function take(stage, contract, [name, who, args]) {
  const filled = args.map((arg) => (typeof arg === 'number' ? stage.addresses[arg] : arg));
  const call = contract.connect(stage.people[who])[name];
  try {
    const result = await call.staticCall(...filled);
    const receipt = await (await call(...filled)).wait();
    return { result, logs: seen(receipt.logs, await contract.getAddress()) };
  } catch (error) {
    if (error.code !== 'CALL_EXCEPTION') throw error;
    return 'refused';
  }
}

/** Asks what may revert: the answer, or that there is none. */
export async function ask(question) {
  try {
    return await question;
  } catch (error) {
    if (error.code !== 'CALL_EXCEPTION') throw error;
    return 'refused';
  }
}

/** Everything that is seen of one contract on its way: what each step did, and what `view` shows after it. */
export async function play(stage, contract, names, steps, view) {
  const story = [named(await view(contract), names)];
  for (const step of steps) {
    const did = await take(stage, contract, step);
    story.push({ step: named(step, names), did: named(did, names), left: named(await view(contract), names) });
  }
  return story;
}

/** Compares two stories, and says how many steps were refused in both. */
export function expectTwins(one, other, refused) {
  assert.equal(one.filter((entry) => entry.did === 'refused').length, refused);
  assert.deepEqual(one, other);
}
