// The live feed: connects, notices a dead line, and comes back where it was.

const SILENCE = 25_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 8_000;

export function connect(store) {
  let last = null;
  let wait = FIRST_WAIT;
  let watchdog;

  function open() {
    const source = new EventSource(`/sim/live${last ? `?after=${last}` : ''}`);
    const on = (name, take) => source.addEventListener(name, event => {
      last = event.lastEventId || last;
      alive();
      take(JSON.parse(event.data));
    });

    function alive() {
      clearTimeout(watchdog);
      watchdog = setTimeout(again, SILENCE);
      wait = FIRST_WAIT;
    }

    // Not left to the browser: it gives up for good when a proxy answers an error, and it waits as long as it likes.
    function again() {
      clearTimeout(watchdog);
      source.close();
      store.setConnection('lost');
      setTimeout(open, wait);
      wait = Math.min(LONGEST_WAIT, wait * 2);
    }

    on('hello', data => {
      store.hello(data);
      store.setConnection('live');
    });
    on('account', data => store.setAccount(data));
    on('call', data => store.addCall(data));
    on('flights', data => store.setFlights(data));
    on('request', data => store.addRequest(data));
    on('callback', data => store.addCallback(data));
    on('beat', () => {});
    source.addEventListener('error', again);
  }

  open();
}
