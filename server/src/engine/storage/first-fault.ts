/** Work on many things that goes on where one of them fails, and tells of the first failure at its end. */
export class FirstFault {
  #first: unknown = null;

  meet(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#first ??= error;
    }
  }

  /** Throws what was met first, if anything was. */
  end(): void {
    if (this.#first !== null) throw this.#first;
  }
}
