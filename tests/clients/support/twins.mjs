// Puts a Deed contract and its Solidity twin through the same steps; all that can be seen of them from outside is compared.
import assert from 'node:assert/strict';
import { ContractFactory, JsonRpcProvider, NonceManager, Signature, Wallet } from 'ethers';
import { devKeys, startNode } from './node.mjs';
import { refusal } from './refusals.mjs';

/** A node of its own, with the people of the development chain. */
export async function openStage() {
  const node = await startNode();
  const provider = new JsonRpcProvider(node.url, undefined, { staticNetwork: true, cacheTimeout: -1 });
  const people = devKeys.map((key) => new NonceManager(new Wallet(key, provider)));
  const addresses = await Promise.all(people.map((person) => person.getAddress()));
  return {
    provider,
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

/** The answer, or what the call was refused with. */
export async function ask(question, asked) {
  try {
    return await question;
  } catch (error) {
    if (error.code !== 'CALL_EXCEPTION') throw error;
    return refusal(error.data ?? '0x', asked);
  }
}

/**
 * What one step does: refused with what, or its result and its logs. A number stands for the person with that number, and a
 * function for arguments that are made when the step is taken, from the contract's address.
 */
async function take(stage, contract, [name, who, args]) {
  const address = await contract.getAddress();
  const filled = [];
  for (const arg of args)
    if (typeof arg === 'function') filled.push(...(await arg(address)));
    else filled.push(typeof arg === 'number' ? stage.addresses[arg] : arg);
  const call = contract.connect(stage.people[who])[name];
  const result = await ask(call.staticCall(...filled), filled);
  if (result?.refused) return result;
  const receipt = await (await call(...filled)).wait();
  return { result, logs: seen(receipt.logs, address) };
}

/**
 * Everything that is seen of one contract on its way: what each step did, and what `view` shows after it. `rename` says how
 * the twin words the refusal that a step met with.
 */
export async function play(stage, contract, names, steps, view, rename = (refused) => refused) {
  const story = [named(await view(contract), names)];
  for (const step of steps) {
    const did = await take(stage, contract, step);
    if (did.refused) did.refused = rename(did.refused, stage.addresses[step[1]]);
    story.push({ step: named(step, names), did: named(did, names), left: named(await view(contract), names) });
  }
  return story;
}

/** Compares two stories, and says how many steps were refused in both. */
export function expectTwins(one, other, refused) {
  for (let i = 0; i < one.length; ++i) assert.deepEqual(one[i], other[i]);
  assert.equal(one.length, other.length);
  assert.equal(one.filter((entry) => entry.did?.refused).length, refused);
}

/** A step that brings a permit, signed by the person `signer` (of EIP-2612) in the domain that has this name. */
export function permitStep(stage, name, { owner, spender, value, nonce, deadline, signer = owner, as = 2, raise = false }) {
  const sign = async (verifyingContract) => {
    const { chainId } = await stage.provider.getNetwork();
    const wallet = new Wallet(devKeys[signer]);
    const members = [['owner', 'address'], ['spender', 'address'], ['value', 'uint256'], ['nonce', 'uint256'], ['deadline', 'uint256']];
    const signature = Signature.from(
      await wallet.signTypedData(
        { name, version: '1', chainId, verifyingContract },
        { Permit: members.map(([member, type]) => ({ name: member, type })) },
        { owner: stage.addresses[owner], spender: stage.addresses[spender], value, nonce, deadline },
      ),
    );
    if (!raise) return [signature.v, signature.r, signature.s];
    // The other signature that anyone can make of this one.
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    return [55 - signature.v, signature.r, `0x${(order - BigInt(signature.s)).toString(16).padStart(64, '0')}`];
  };
  return ['permit', as, [owner, spender, value, deadline, sign]];
}
