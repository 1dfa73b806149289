/** A task that is asked for more often than it can be done. */

/**
 * One at a time: what is asked for meanwhile is done once, afterwards, however often it was asked for.
 * @param {() => Promise<void>} task
 * @param {(busy: boolean) => void} told when it begins, and when nothing more is to be done
 * @returns {() => void} asks for it
 */
export function newest(task, told) {
  let running = false;
  let again = false;
  return async function ask() {
    again = true;
    if (running) return;
    running = true;
    told(true);
    try {
      while (again) {
        again = false;
        await task();
      }
    } finally {
      running = false;
      told(false);
    }
  };
}
