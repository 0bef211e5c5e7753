// Knows whether each run of the page that the browser asked for has ended, from the messages themselves: between a click
// and the server's word that it runs, the page still says that nothing does.
(rerun, finished, early) => {
  const waiting = new Set(); // sockets
  let ended = -Infinity;

  // Whether a message says that a run has come to its end: protobuf, of which only tags and lengths are read.
  function finishes(bytes) {
    let at = 0;
    const number = () => {
      let value = 0;
      for (let factor = 1; at < bytes.length; factor *= 128) {
        const byte = bytes[at++];
        value += (byte & 127) * factor;
        if (byte < 128) break;
      }
      return value;
    };
    while (at < bytes.length) {
      const [tag, value] = [number(), number()];
      if (tag === finished) return value !== early;
      if (tag % 8 === 2) at += value; // a text or a message, of that length
    }
    return false;
  }

  window.WebSocket = class extends WebSocket {
    constructor(...where) {
      super(...where);
      this.addEventListener("close", () => waiting.delete(this));
      this.addEventListener("message", ({ data }) => {
        if (!(data instanceof ArrayBuffer) || !finishes(new Uint8Array(data))) return;
        waiting.delete(this);
        ended = performance.now();
      });
    }

    send(data) {
      if (data[0] === rerun) waiting.add(this);
      super.send(data);
    }
  };

  // A tenth of a second after the last message what it brought is drawn.
  window.allRunsEnded = () => !waiting.size && performance.now() - ended > 100;
}
