// Compiles what the tests deploy: Deed text by the program under test, Solidity text by npm's solc.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deed } from './node.mjs';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '..', '..', '..');

/** The artifact of a contract of contracts/. */
export async function compileDeed(file, name) {
  const out = mkdtempSync(join(tmpdir(), 'deed-out-'));
  try {
    const built = await deed(['build', join(root, 'contracts', file), '--out', out]);
    if (built.code !== 0) throw new Error(`deed build ${file}:\n${built.out}${built.err}`);
    return JSON.parse(readFileSync(join(out, `${name}.json`), 'utf8'));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function findImport(path) {
  try {
    return { contents: readFileSync(require.resolve(path), 'utf8') };
  } catch (error) {
    return { error: error.message };
  }
}

/** ABI and bytecode of one contract of a Solidity file beside this one; OpenZeppelin may be imported. */
export function compileSolidity(file, name) {
  const solc = require('solc');
  const input = {
    language: 'Solidity',
    sources: { [file]: { content: readFileSync(join(here, '..', 'solidity', file), 'utf8') } },
    settings: {
      optimizer: { enabled: true, runs: 200 },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: findImport }));
  const errors = (output.errors ?? []).filter((message) => message.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((message) => message.formattedMessage).join('\n'));
  const contract = output.contracts[file][name];
  return { abi: contract.abi, bytecode: `0x${contract.evm.bytecode.object}` };
}
