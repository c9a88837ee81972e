// What an answer quotes of the message that it answers, as that is now.

// The same message, quoting as it is what is in `changed`: messages by id, null for one that is gone.
export function requoted(message, changed) {
  const id = message.reply_to?.id;
  return changed.has(id) ? {...message, reply_to: quoteOf(id, changed.get(id))} : message;
}

function quoteOf(id, message) {
  return message ? {id, author: message.author, text: firstLine(message)} : {id, author: null, text: ''};
}

function firstLine({text, embeds: [embed]}) {
  const said = text || embed?.title || embed?.description || '';
  return said.split('\n')[0];
}
