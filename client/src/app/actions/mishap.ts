/** What did not work for one of them. */
export interface Mishap {
  id: string;
  name: string;
  /** In the server's words. */
  detail: string;
}
