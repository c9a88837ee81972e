// A socket that is kept. What it says waits until what may have been missed is read, so that nothing falls between the
// reading and the hearing, and nothing that was read is older than what was heard.

const AGAIN = 1000; // milliseconds until a lost socket is tried again

// Each news goes to `hear`, in its order; `catchUp` reads what may have been missed, each time the socket is open, and
// is told by a function whether that still is for this socket. If it is refused, the socket counts as lost. What comes
// back is a function that ends it.
export function listening(address, {hear, catchUp, lost = () => {}}) {
  let socket = null; // null also once it is over
  connect();
  return () => {
    const last = socket;
    socket = null;
    last?.close();
  };

  function connect() {
    const mine = (socket = new WebSocket(address));
    let early = []; // heard while what was missed is read
    mine.onmessage = ({data}) => mine === socket && (early ? early.push(data) : hear(JSON.parse(data)));
    mine.onclose = () => mine === socket && again(mine);
    mine.onopen = async () => {
      const isCaughtUp = await catchUp(() => mine === socket).then(
        () => true,
        () => false,
      );
      if (mine !== socket) return;
      if (!isCaughtUp) return mine.close();
      const waiting = early;
      early = null;
      for (const data of waiting) hear(JSON.parse(data));
    };
  }

  function again(mine) {
    lost();
    setTimeout(() => mine === socket && connect(), AGAIN);
  }
}
