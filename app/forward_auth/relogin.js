// Second Lock: a call that is refused because the sign-in ended is repeated after a new one.
(() => {
  const home = new URL(document.currentScript.src).origin;
  const mark = '#second-lock-signed-in';
  const channel = new BroadcastChannel('second-lock');
  const plain = window.fetch;
  let waiting;

  // This page is the popup that came back: tell the tab that waits, and go.
  if (location.hash === mark) {
    history.replaceState(history.state, '', location.pathname + location.search);
    channel.postMessage('signed in');
    window.close();
  }

  const signIn = (login) =>
    (waiting ??= new Promise((done) => {
      const address = new URL(login);
      address.searchParams.set('rd', location.href.split('#')[0] + mark);
      const show = () => window.open(address, '_blank', 'popup,width=480,height=760');
      // The bar stays until the sign-in is done: popups may be blocked or closed.
      const bar = document.createElement('div');
      const button = document.createElement('button');
      bar.id = 'second-lock';
      bar.setAttribute('role', 'alert');
      button.type = 'button';
      button.textContent = 'Sign in';
      button.onclick = show;
      bar.append('Your sign-in has ended. ', button);
      document.body.prepend(bar);
      channel.onmessage = () => {
        bar.remove();
        waiting = undefined;
        done();
      };
      show();
    }));

  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    const again = request.clone();
    const answer = await plain(request);
    const login = answer.status === 401 && answer.headers.get('Location');
    if (!login || !login.startsWith(`${home}/login`)) return answer;
    await signIn(login);
    return plain(again);
  };
  window.secondLock = { signIn };
})();
