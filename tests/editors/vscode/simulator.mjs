// `flagwise simulate`: an embedded LaunchDarkly API, in a process of its own. Needs FLAGWISE_BIN.
import { spawn } from 'node:child_process';

import { need } from './code-server.mjs';

// Resolves when the API listens: with what it printed (url, token, project…), flag(key), createFlag(key) and stop().
export function startSimulator() {
  const child = spawn(need('FLAGWISE_BIN'), ['simulate', '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const onExit = () => child.kill('SIGKILL');
  process.once('exit', onExit);
  const closed = new Promise((resolve) => child.on('close', resolve));
  let printed = '';
  let failure = '';
  return new Promise((resolve, reject) => {
    child.stderr.on('data', (data) => { failure += data; });
    child.on('error', reject);
    child.on('close', (code) => reject(new Error(`the simulator ended with ${code}: ${failure}`)));
    child.stdout.on('data', (data) => {
      printed += data;
      const line = /^(.*)\n/.exec(printed)?.[1];
      if (!line) return;
      const simulator = JSON.parse(line);
      const headers = { Authorization: simulator.token };
      const createFlag = async (key) => {
        const response = await fetch(`${simulator.url}/api/v2/flags/${simulator.project}`, {
          method: 'POST',
          headers: { ...headers, 'Content-Type': 'application/json' },
          body: JSON.stringify({ key, name: key }),
        });
        if (!response.ok) throw new Error(`the simulator answers ${response.status} for creating ${key}`);
      };
      const flag = async (key) => {
        const response = await fetch(`${simulator.url}/api/v2/flags/${simulator.project}/${key}`, { headers });
        if (!response.ok) throw new Error(`the simulator answers ${response.status} for ${key}`);
        return response.json();
      };
      const stop = async () => { child.kill(); await closed; process.off('exit', onExit); };
      resolve({ ...simulator, flag, createFlag, stop });
    });
  });
}
