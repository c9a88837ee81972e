// The control interface as functions. What it refuses is thrown as a Refusal, with Discord's code and sentence.

class Refusal extends Error {
  constructor(status, body) {
    super(body.message ?? `The sandbox answered ${status}.`);
    this.status = status;
    this.code = body.code ?? 0;
    this.errors = body.errors ?? null;
  }
}

// call('POST', ['people', person, 'channels', channel, 'messages'], {text}): the parts are encoded here.
export async function call(method, parts, body) {
  const path = '/control/' + parts.map(encodeURIComponent).join('/');
  return answered(await reach(path, method, body));
}

// ask(['log'], {after: 7}): a GET with a query; what is undefined is left out.
export async function ask(parts, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = given.length ? '?' + new URLSearchParams(given) : '';
  return answered(await reach('/control/' + parts.map(encodeURIComponent).join('/') + search, 'GET'));
}

export function watchAddress(person, {log = false} = {}) {
  return `ws://${location.host}/control/people/${encodeURIComponent(person)}/watch${log ? '?log=true' : ''}`;
}

async function reach(path, method, body) {
  const headers = body === undefined ? {} : {'Content-Type': 'application/json'};
  try {
    return await fetch(path, {method, headers, body: body === undefined ? undefined : JSON.stringify(body)});
  } catch {
    throw new Refusal(0, {message: 'The sandbox cannot be reached. Is it still running?'});
  }
}

async function answered(response) {
  const text = await response.text();
  const body = text ? JSON.parse(text) : null;
  if (!response.ok) throw new Refusal(response.status, body ?? {});
  return body;
}
