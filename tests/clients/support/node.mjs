// Starts the real node, on an empty directory and a port of its own, and stops it again.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The program under test. */
export const program = process.env.DEED_PROGRAM;
if (!program) throw new Error('DEED_PROGRAM must name the deed program');

/** The private keys of the first accounts that every development chain funds. */
export const devKeys = [
  '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
  '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
  '0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a',
];

/** Runs `deed` to its end. */
export function deed(args, { cwd = '.', input = '' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.end(input);
  });
}

/** A node on `directory` (a new one when absent); resolves once it listens. */
export async function startNode({ directory, args = [] } = {}) {
  const home = directory ?? mkdtempSync(join(tmpdir(), 'deed-node-'));
  const child = spawn(program, ['node', '--dev', '--data', home, '--http.port', '0', ...args]);
  let log = '';
  child.stderr.on('data', (chunk) => (log += chunk));
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal })));

  const url = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      log += `${line}\n`;
      const listening = /listening on (http:\/\/\S+)/.exec(line);
      if (listening) resolve(listening[1]);
    });
    ended.then(() => reject(new Error(`the node ended before it listened:\n${log}`)));
  });

  const finish = async (signal) => {
    child.kill(signal);
    const end = await ended;
    if (!directory) rmSync(home, { recursive: true, force: true });
    return end;
  };
  return {
    url,
    socketUrl: url.replace('http', 'ws'),
    directory: home,
    log: () => log,
    stop: () => finish('SIGTERM'),
  };
}

/** One request, whatever its body; resolves with status and parsed answer. */
export async function post(url, body, headers = { 'content-type': 'application/json' }) {
  const answer = await fetch(url, { method: 'POST', headers, body });
  const text = await answer.text();
  let value = null;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON: the caller looks at the text.
  }
  return { status: answer.status, type: answer.headers.get('content-type'), text, value };
}

/** One JSON-RPC call; resolves with its result or rejects with its error. */
export async function rpc(url, method, params = []) {
  const { value } = await post(url, JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
  if (value.error) throw Object.assign(new Error(value.error.message), value.error);
  return value.result;
}
