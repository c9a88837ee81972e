// What roles and places are called, and colours as a style has them.

const THREADS = ['public_thread', 'private_thread'];

export function isThread({kind}) {
  return THREADS.includes(kind);
}

export function channelName({kind, name}) {
  return kind === 'text' ? `#${name}` : name;
}

// Everybody has the role that bears the server's own id.
export function isEveryone(role, guildId) {
  return role.id === guildId;
}

export function roleName(role, guildId) {
  return isEveryone(role, guildId) ? 'everyone' : role.name;
}

export function hex(colour) {
  return `#${colour.toString(16).padStart(6, '0')}`;
}
