// Somebody's app that talks end to end with one other at a time: what it sends, Nova cannot read.
//
// What it believes of others' keys it believes because a person has compared a fingerprint: what Nova says they are is a
// proposal only. Its own secret keys it keeps, also earlier ones, or it could not read what was sealed for them: keep
// `save()` where nobody else's scripts can read, and give it to `restore` on the next visit.

import { NONCE_BYTES, newKeyPair, open, seal } from './box.js';

const utf8 = new TextEncoder();
const text = new TextDecoder();

/** The other's key is another than the one that was compared. Nothing was sent. */
export class KeyNotVerified extends Error {
  constructor(user) {
    super(`compare fingerprints with ${user} first`);
  }
}

/** The same 60 digits on both sides, unless somebody between them has passed off another key. */
export async function fingerprint(one, other) {
  const [first, second] = compare(one, other) <= 0 ? [one, other] : [other, one];
  const bytes = new Uint8Array([...utf8.encode('nova fingerprint'), ...first, ...second]);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).slice(0, 25);
  const number = BigInt('0x' + hex(digest)) % 10n ** 60n;
  return number.toString().padStart(60, '0').match(/\d{5}/g).join(' ');
}

export class SecretClient {
  /**
   * @param {{api: string, messaging: string, token: string, user: string}} nova addresses of the two services, an access
   *     token and whose it is
   */
  constructor({ api, messaging, token, user }) {
    this.api = api;
    this.messaging = messaging;
    this.token = token;
    this.user = user;
    this.own = [];
    this.verified = {};
    this.shown = new Map();
  }

  /** Makes a new key, with which others encrypt from now on. */
  async publish() {
    const fresh = await newKeyPair();
    await this.call('PUT', `${this.api}/api/v1/users/me/public-key`, { public_key: base64(fresh.publicKey) });
    this.own.unshift(fresh);
  }

  /** To be compared with what the other sees. */
  async fingerprintWith(user) {
    return fingerprint(this.own[0].publicKey, await this.newestKey(user));
  }

  /**
   * The owner has compared: the other reads these digits, too.
   *
   * @returns whether they belong to the keys that are published now; only then is the other's key believed
   */
  async verify(user, digits) {
    const key = await this.newestKey(user);
    const matches = (await fingerprint(this.own[0].publicKey, key)) === digits;
    if (matches) {
      this.verified[user] = [key, ...(this.verified[user] ?? [])];
    }
    return matches;
  }

  /** Sends to the other's newest key, if it is the one that was compared. */
  async send(conversation, user, words) {
    const key = await this.newestKey(user);
    const known = this.verified[user]?.[0];
    if (!known || compare(known, key) !== 0) {
      throw new KeyNotVerified(user);
    }
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    // Inside, so that nobody can show the message in another conversation or as the other's.
    const message = JSON.stringify({ conversation, sender: this.user, text: words });
    const box = await seal(utf8.encode(message), nonce, key, this.own[0].secretKey);
    await this.call('POST', this.messages(conversation), { encrypted_content: base64(box), nonce: hex(nonce) });
  }

  /**
   * The newest messages of a conversation with one other.
   *
   * @returns {Promise<{sequenceNumber: number, sender: string, text: string|null, verified: boolean}[]>} text is null
   *     where no key opens it, or where it is not what it pretends to be; verified is whether it was sealed by or for a
   *     key that was compared
   */
  async read(conversation, user) {
    const published = await this.publishedKeys(user);
    const lines = [];
    for (const message of await this.call('GET', `${this.messages(conversation)}?limit=100`)) {
      if (message.encrypted_content === undefined) {
        continue;
      }
      // A nonce is that of one message: whoever shows it again as another shows it as nothing.
      const isNew = (this.shown.get(message.nonce) ?? message.id) === message.id;
      this.shown.set(message.nonce, message.id);
      const believed = isNew ? await this.opened(conversation, message, this.verified[user] ?? []) : null;
      lines.push({
        sequenceNumber: message.sequence_number,
        sender: message.sender_id,
        text: believed ?? (isNew ? await this.opened(conversation, message, published) : null),
        verified: believed !== null,
      });
    }
    return lines;
  }

  /** All secrets, in the clear. */
  save() {
    return JSON.stringify({
      own: this.own.map((pair) => [base64(pair.publicKey), base64(pair.secretKey)]),
      verified: Object.entries(this.verified).map(([user, keys]) => [user, keys.map(base64)]),
    });
  }

  restore(saved) {
    const { own, verified } = JSON.parse(saved);
    this.own = own.map(([publicKey, secretKey]) => ({
      publicKey: bytes(publicKey),
      secretKey: bytes(secretKey),
    }));
    this.verified = Object.fromEntries(verified.map(([user, keys]) => [user, keys.map(bytes)]));
  }

  async opened(conversation, message, theirs) {
    const nonce = Uint8Array.from(message.nonce.match(/../g), (pair) => parseInt(pair, 16));
    const box = bytes(message.encrypted_content);
    for (const mine of this.own) {
      for (const key of theirs) {
        const found = await open(box, nonce, key, mine.secretKey);
        const inside = found && parsed(text.decode(found));
        const isMeant = inside?.conversation === conversation && inside.sender === message.sender_id;
        if (isMeant && typeof inside.text === 'string') {
          return inside.text;
        }
      }
    }
    return null;
  }

  async newestKey(user) {
    const key = publicKey((await this.call('GET', `${this.api}/api/v1/users/${user}/public-key`)).public_key);
    if (!key) {
      throw new Error(`${user} has published a key of another kind`);
    }
    return key;
  }

  async publishedKeys(user) {
    const answer = await this.call('GET', `${this.api}/api/v1/users/${user}/public-keys`);
    return answer.public_keys.map((one) => publicKey(one.public_key)).filter((key) => key);
  }

  messages(conversation) {
    return `${this.messaging}/conversations/${conversation}/messages`;
  }

  async call(method, url, body) {
    const headers = this.token ? { Authorization: `Bearer ${this.token}` } : {};
    if (body) {
      headers['Content-Type'] = 'application/json';
    }
    const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
    const content = await answer.json();
    if (!answer.ok) {
      throw new Error(`${answer.status} ${content.error}: ${content.message}`);
    }
    return content;
  }
}

// Whoever sends or publishes something else is not to keep anybody from reading the rest.
function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function publicKey(base64) {
  try {
    const key = bytes(base64);
    return key.length === 32 ? key : null;
  } catch {
    return null;
  }
}

function compare(one, other) {
  for (let n = 0; n < one.length; n++) {
    if (one[n] !== other[n]) {
      return one[n] - other[n];
    }
  }
  return 0;
}

function hex(array) {
  return Array.from(array, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function base64(array) {
  return btoa(String.fromCharCode(...array));
}

function bytes(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
