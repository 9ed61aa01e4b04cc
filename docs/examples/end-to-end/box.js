// Boxes of libsodium: crypto_box_curve25519xchacha20poly1305_easy and its open, byte for byte. X25519 is the browser's
// own (Chrome 133, Firefox 130, Safari 17 or later; Node 20), ChaCha20 and Poly1305 are noble-ciphers'.
//
// Whoever has the secret key of one side and the public one of the other can seal and open, the sender too.

import { chacha20orig, hchacha } from './noble-ciphers/chacha.js';
import { poly1305 } from './noble-ciphers/_poly1305.js';
import { equalBytes } from './noble-ciphers/utils.js';

export const NONCE_BYTES = 24;
const TAG_BYTES = 16;

// What stands before the 32 bytes of a secret key of X25519 in PKCS#8.
const PKCS8 = Uint8Array.from([
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20,
]);
const SIGMA = new TextEncoder().encode('expand 32-byte k');

/** @returns {Promise<{publicKey: Uint8Array, secretKey: Uint8Array}>} */
export async function newKeyPair() {
  const pair = await crypto.subtle.generateKey({ name: 'X25519' }, true, ['deriveBits']);
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey));
  return {
    publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
    secretKey: pkcs8.slice(PKCS8.length),
  };
}

/**
 * @param {Uint8Array} nonce 24 bytes that these two never use again
 * @returns {Promise<Uint8Array>} the tag, and then as many bytes as were sealed
 */
export async function seal(message, nonce, theirPublicKey, mySecretKey) {
  const shared = await agreed(theirPublicKey, mySecretKey);
  if (!shared) {
    throw new Error('The other key is none');
  }
  const { key, iv } = streamKey(nonce, shared);
  // The first 32 bytes of the stream are the key of the tag.
  const padded = new Uint8Array(32 + message.length);
  padded.set(message, 32);
  const stream = chacha20orig(key, iv, padded);
  const sealed = stream.slice(32);
  const box = new Uint8Array(TAG_BYTES + sealed.length);
  box.set(poly1305(sealed, stream.slice(0, 32)));
  box.set(sealed, TAG_BYTES);
  return box;
}

/**
 * @returns {Promise<Uint8Array|null>} what was sealed; null if it was not sealed so by one of the two, or was changed
 */
export async function open(box, nonce, theirPublicKey, mySecretKey) {
  if (box.length < TAG_BYTES) {
    return null;
  }
  const shared = await agreed(theirPublicKey, mySecretKey);
  if (!shared) {
    return null;
  }
  const { key, iv } = streamKey(nonce, shared);
  const padded = new Uint8Array(32 + box.length - TAG_BYTES);
  padded.set(box.subarray(TAG_BYTES), 32);
  const stream = chacha20orig(key, iv, padded);
  // Where nothing was sealed the stream is as it is.
  const tagKey = stream.slice(0, 32);
  return equalBytes(poly1305(box.slice(TAG_BYTES), tagKey), box.slice(0, TAG_BYTES)) ? stream.slice(32) : null;
}

// Null for the few points with which every secret key agrees on zero. Nobody has one by accident.
async function agreed(theirPublicKey, mySecretKey) {
  const pkcs8 = new Uint8Array(PKCS8.length + 32);
  pkcs8.set(PKCS8);
  pkcs8.set(mySecretKey, PKCS8.length);
  const mine = await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'X25519' }, false, ['deriveBits']);
  const theirs = await crypto.subtle.importKey('raw', theirPublicKey, { name: 'X25519' }, false, []);
  try {
    return new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: theirs }, mine, 256));
  } catch {
    return null;
  }
}

function streamKey(nonce, shared) {
  if (nonce.length !== NONCE_BYTES) {
    throw new Error(`A nonce has ${NONCE_BYTES} bytes`);
  }
  return {
    key: hChaCha20(hChaCha20(shared, new Uint8Array(16)), nonce.slice(0, 16)),
    iv: nonce.slice(16),
  };
}

function hChaCha20(key, nonce) {
  const out = new Uint32Array(8);
  hchacha(words(SIGMA), words(key), words(nonce), out);
  return new Uint8Array(out.buffer);
}

// A copy, because only a buffer of its own is aligned.
function words(bytes) {
  return new Uint32Array(bytes.slice().buffer);
}
