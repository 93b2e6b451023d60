/** Why an order cannot be carried out. */
export class DrillRefusal extends Error {
  override readonly name = 'DrillRefusal';
  /** There is no such drill; it stands otherwise; another server drives it. */
  readonly is: 'unknown' | 'not-now' | 'elsewhere';

  constructor(is: DrillRefusal['is'], message: string) {
    super(message);
    this.is = is;
  }
}
