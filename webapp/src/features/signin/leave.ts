/** Leaving the app for another page of this browser, which loads again. An object, so that tests can watch it. */

export const leave = {
  to(address: string): void {
    window.location.assign(address);
  },
};
