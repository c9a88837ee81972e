// Whether this person may write in a place, and why not.

const THREADS = ['public_thread', 'private_thread'];

export function mayWrite(channel) {
  return whyNot(channel) === null;
}

// A sentence, or null where one may.
export function whyNot(channel) {
  if (!channel) return 'No channel is open. Choose one on the left.';
  const needed = THREADS.includes(channel.kind) ? 'SEND_MESSAGES_IN_THREADS' : 'SEND_MESSAGES';
  if (channel.may.includes(needed)) return null;
  return 'You cannot write here: nobody gave you the permission to. You can still read and press buttons.';
}
