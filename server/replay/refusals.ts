/** Why a replay cannot be made, or an order not be carried out. */
export class ReplayRefusal extends Error {
  override readonly name = 'ReplayRefusal';
  /** There is no such replay; it stands otherwise; what is asked for cannot be; there are too many. */
  readonly is: 'unknown' | 'not-now' | 'wrong' | 'too-many';

  constructor(is: ReplayRefusal['is'], message: string) {
    super(message);
    this.is = is;
  }
}
