// Takes messages that arrive while the page is being drawn together, once that is done. Streamlit would draw the page for
// each message that finds the browser idle, and on a slow phone that takes a tenth of a second each time.
(() => {
  const { addEventListener } = WebSocket.prototype;

  // Browsers give no frames to a hidden page.
  const afterDrawing = (callback) =>
    document.hidden ? setTimeout(callback) : requestAnimationFrame(() => setTimeout(callback));

  WebSocket.prototype.addEventListener = function (type, listener, ...options) {
    if (type !== "message") return addEventListener.call(this, type, listener, ...options);
    const waiting = [];
    let drawing = false;
    const take = () => {
      const messages = waiting.splice(0);
      drawing = messages.length > 0;
      if (drawing) afterDrawing(take);
      for (const message of messages) listener.call(this, message);
    };
    const receive = (message) => {
      waiting.push(message);
      if (!drawing) take();
    };
    return addEventListener.call(this, type, receive, ...options);
  };
})();
