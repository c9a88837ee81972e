// A form that the bot opened. What was typed is not lost: a refusal, or silence, leaves all of it standing, and what
// was closed by accident is offered when the form comes again.

import {call} from './api.js';
import {shown} from './answers.js';
import {confirmThat, openDialog} from './dialogs.js';
import {areGood, Field} from './fields.js';
import {h} from './dom.js';
import {ofMe} from './paths.js';
import {state} from './store.js';
import {sendable} from './uploads.js';

const LEFT = 'What you typed is kept in this window, and offered when you open the form again.';

const kept = new Map(); // values by custom_id, by form; until the window is closed

export function openForm(form) {
  const key = keyOf(form);
  const fields = form.fields.map((one) => new Field(asked(one)));
  const back = kept.has(key) && bringBack(kept.get(key), fields);
  const dialog = openDialog({
    title: form.title,
    body: [back, fields.map((one) => one.element)],
    actions: [{label: 'Cancel'}, {label: 'Submit', kind: 'main', act: send}],
    mayClose: () => !isTouched() || askToLeave(),
    onclose: () => isSent || closed(),
  });
  let isSent = false;
  dialog.element.addEventListener('input', keep);

  async function send() {
    if (!areGood(fields)) return false;
    keep();
    const answer = await call('POST', ofMe('forms', form.id), {values: valuesOf(fields), files: await filesOf(fields)});
    if (answer.kind !== 'form') shown(answer);
    isSent = true;
    kept.delete(key);
    if (answer.kind === 'form') queueMicrotask(() => shown(answer));
    return true;
  }

  function isTouched() {
    return fields.some((one) => one.isTouched());
  }

  function keep() {
    if (isTouched()) kept.set(key, valuesOf(fields));
  }

  async function closed() {
    try {
      await call('DELETE', ofMe('forms', form.id));
    } catch {
      return; // a form that is gone already needs no closing
    }
  }
}

function askToLeave() {
  return confirmThat({
    title: 'Close the form?',
    text: LEFT,
    action: 'Close it',
    isGrave: false,
    keep: 'Keep writing',
  });
}

// The same form asked of the same person in the same place.
function keyOf(form) {
  return JSON.stringify([state.person.me.id, state.channel?.id, form.title, form.fields.map((one) => one.custom_id)]);
}

function asked(field) {
  return {
    name: field.custom_id,
    label: field.label,
    kind: field.kind,
    description: field.description,
    isRequired: field.is_required,
    atLeast: Math.max(field.at_least, field.is_required ? 1 : 0),
    atMost: field.at_most,
    default: field.default ?? '',
    placeholder: field.placeholder,
    choices: field.choices.map((one) => ({value: one.value, label: one.label, hint: one.description})),
    chosen: field.choices.filter((one) => one.is_default).map((one) => one.value),
  };
}

// What is left empty is sent as empty, not as it opened.
function valuesOf(fields) {
  const written = fields.filter((one) => one.asked.kind !== 'file');
  return Object.fromEntries(written.map((one) => [one.asked.name, one.value()]));
}

async function filesOf(fields) {
  const given = fields.filter((one) => one.asked.kind === 'file' && !one.isEmpty());
  const sent = given.map(async (one) => [one.asked.name, await Promise.all(one.value().map(sendable))]);
  return Object.fromEntries(await Promise.all(sent));
}

function bringBack(values, fields) {
  const button = h('button', {type: 'button', class: 'link', onclick: restore}, 'Bring back what you typed');
  const line = h('p', {class: 'bring-back'}, 'You began to fill in this form before. ', button);
  return line;

  function restore() {
    for (const field of fields) if (field.asked.name in values) field.restore(values[field.asked.name]);
    line.remove();
    fields[0]?.focus();
  }
}
