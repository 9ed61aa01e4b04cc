// The client on a console, for trying it out and for the test that has it talk with the JVM's: one command a line, one
// answer in JSON a line.
//
//   NOVA_API=http://127.0.0.1:8080 NOVA_MESSAGING=http://127.0.0.1:8085 NOVA_TOKEN=… NOVA_USER=… node console.js
//   publish
//   fingerprint USER
//   verify USER DIGITS
//   send CONVERSATION USER TEXT
//   read CONVERSATION USER

import { createInterface } from 'node:readline';
import { webcrypto } from 'node:crypto';

globalThis.crypto ??= webcrypto;
const { SecretClient } = await import('./client.js');

const { NOVA_API, NOVA_MESSAGING, NOVA_TOKEN, NOVA_USER } = process.env;
const client = new SecretClient({
  api: NOVA_API,
  messaging: NOVA_MESSAGING,
  token: NOVA_TOKEN,
  user: NOVA_USER,
});

const commands = {
  publish: () => client.publish(),
  fingerprint: (user) => client.fingerprintWith(user),
  verify: (user, ...digits) => client.verify(user, digits.join(' ')),
  send: (conversation, user, ...words) => client.send(conversation, user, words.join(' ')),
  read: (conversation, user) => client.read(conversation, user),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...parameters] = line.split(' ');
  try {
    console.log(JSON.stringify({ result: (await commands[name](...parameters)) ?? null }));
  } catch (failure) {
    console.log(JSON.stringify({ error: String(failure.message) }));
  }
}
