// The control interface as functions. What it refuses is thrown as a Refusal, with Discord's code and sentence.

const FAULT = 'Something went wrong on this page. Load it again, please.';

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

// What people are told of something that was thrown: a sentence that was written for them, and what Discord said of
// each field. A fault of this page has nothing to say to them: its text goes where developers look.
export function sentenceOf(thrown) {
  if (thrown.name === 'Error') return [thrown.message, ...leaves(thrown.errors)].join(' ');
  reportError(thrown);
  return FAULT;
}

function leaves(tree) {
  if (!tree || typeof tree !== 'object') return [];
  return Object.entries(tree).flatMap(([key, below]) =>
    key === '_errors' ? below.map((one) => one.message) : leaves(below),
  );
}
