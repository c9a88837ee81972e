// What was begun and not sent, by the person and the place that it is for: it waits there.

import {state} from './store.js';

export const NOTHING = {text: '', files: [], answered: null, commandForm: null};

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
