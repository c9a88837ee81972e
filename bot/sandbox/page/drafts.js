// What was begun and not sent, by the person and the place that it is for: it waits there.

import {state} from './store.js';

export const NOTHING = {text: '', files: [], answered: null, commandForm: null};

const UNSENT = 'unsent'; // what the session keeps while the page is loaded anew

const drafts = new Map();

// A key; null where no place is open.
export function placeOf(channel) {
  return channel && `${state.person.me.id} ${channel.id}`;
}

// {text, files, answered: the message that is answered, commandForm}
export function draftAt(place) {
  return drafts.get(place) ?? NOTHING;
}

export function keepDraft(place, draft) {
  drafts.set(place, draft);
}

// What came first, and then what was begun since.
export function together(first, since) {
  return {
    text: [first.text, since.text].filter(Boolean).join('\n'),
    files: [...first.files, ...since.files],
    answered: since.answered ?? first.answered,
    commandForm: since.commandForm ?? first.commandForm,
  };
}

// These messages can be answered no more.
export function discountAnswers(ids) {
  for (const draft of drafts.values()) if (ids.includes(draft.answered?.id)) draft.answered = null;
}

export function endForm(form) {
  for (const draft of drafts.values()) if (draft.commandForm === form) draft.commandForm = null;
}

// The page is loaded anew, for somebody else: the words that were begun at this window wait in the session.
export function stash(name) {
  const all = [...drafts.values()];
  const text = all.map((draft) => draft.text).filter(Boolean).join('\n');
  const isMore = all.some(({files, commandForm}) => files.length > 0 || commandForm);
  if (text || isMore) sessionStorage.setItem(UNSENT, JSON.stringify({name, text, isMore}));
}

// Once: {name, text, isMore: whether files or a command were lost}, or null.
export function unstashed() {
  const kept = sessionStorage.getItem(UNSENT);
  sessionStorage.removeItem(UNSENT);
  return JSON.parse(kept);
}
